import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { JudgedExtract, RunResult } from '../../result/result.ts';
import { sanitize, sanitizeLine } from '../../text/sanitize.ts';
import { answerAnchors } from '../parts/anchor.ts';

interface JudgedQuery {
  readonly query: JudgedExtract;
  readonly answers: readonly { readonly target: string; readonly extract: JudgedExtract }[];
}

/** Number of answers shown; the rest is collapsed. */
const SHOWN = 5;

/** The lowest-scored answers beside the references, so that readers can check the judge. */
export function WorstAnswers({ result }: { result: RunResult }): VNode | null {
  const queries = byQuery(result);
  if (queries.length === 0) return null;
  const anchors = answerAnchors(result);
  return (
    <>
      <h3>The worst answers</h3>
      <p class="lead">
        The lowest-scored first. Read a few: if you disagree with the judge, doubt its figures.
      </p>
      {queries.slice(0, SHOWN).map((judged) => (
        <Answers judged={judged} anchor={anchors.get(judged.query.queryId)} />
      ))}
      {queries.length > SHOWN && (
        <details>
          <summary>{formatQuantity(queries.length - SHOWN, 'count')} more</summary>
          {queries.slice(SHOWN).map((judged) => (
            <Answers judged={judged} anchor={anchors.get(judged.query.queryId)} />
          ))}
        </details>
      )}
    </>
  );
}

function Answers(props: { judged: JudgedQuery; anchor: string | undefined }): VNode {
  const { query, answers } = props.judged;
  const anchor = props.anchor ?? '';
  return (
    <article class="card answer" id={anchor}>
      <h4>
        {sanitizeLine(query.question, 300)}
        <small>
          {' '}
          <a href={`#${anchor}`}>{sanitizeLine(query.queryId, 60)}</a>
          {query.tenant !== undefined && ` · ${sanitizeLine(query.tenant, 40)}`}
        </small>
      </h4>
      <div class="sides">
        <div>
          <h5>Expected</h5>
          <p class="text">
            {query.reference === undefined ? 'No reference.' : sanitize(query.reference)}
          </p>
        </div>
        {answers.map(({ target, extract }) => (
          <div>
            <h5>{sanitizeLine(target, 40)} answered</h5>
            <p class="text">{sanitize(extract.answer)}</p>
            <ul class="scores">
              {extract.scores.map(({ criterion, value, reason }) => (
                <li>
                  <strong>
                    {sanitizeLine(criterion, 40)} {formatQuantity(value, 'score')}
                  </strong>{' '}
                  {sanitize(reason)}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </article>
  );
}

/** Groups all targets' answers by query, ordered by worst score. */
function byQuery({ targets }: RunResult): readonly JudgedQuery[] {
  const groups = new Map<string, JudgedQuery['answers'][number][]>();
  for (const { name, worst } of targets) {
    for (const extract of worst) {
      const group = groups.get(extract.queryId) ?? [];
      groups.set(extract.queryId, [...group, { target: name, extract }]);
    }
  }
  return [...groups.values()]
    .flatMap((answers) =>
      answers[0] === undefined ? [] : [{ query: answers[0].extract, answers }],
    )
    .sort((a, b) => lowest(a) - lowest(b));
}

function lowest({ answers }: JudgedQuery): number {
  return Math.min(
    ...answers.map(
      ({ extract: { scores } }) =>
        scores.reduce((sum, { value }) => sum + value, 0) / Math.max(1, scores.length),
    ),
  );
}
