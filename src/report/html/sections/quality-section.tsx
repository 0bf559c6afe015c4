import type { VNode } from 'preact';
import type { QualityShare } from '../../../judge/quality.ts';
import { formatCount, formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import { judgeOmissions, judgeNotes } from '../../notes/judge-notes.ts';
import type { RunResult, TargetResult } from '../../result/result.ts';
import { formatInterval } from '../../text/format-metric.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { QualityChart } from '../charts/quality-chart.tsx';
import { Table } from '../parts/table.tsx';
import { TenantLeaks } from './tenant-leaks.tsx';
import { WorstAnswers } from './worst-answers.tsx';

/** Section "Are the answers good?": scores with intervals, leaks, and answers to read. */
export function QualitySection({ result }: { result: RunResult }): VNode {
  const { judge, targets } = result;
  const criteria = [
    ...new Set(targets.flatMap(({ quality }) => Object.keys(quality.criteria))),
  ].sort();
  const note = `${judge?.standIn === true ? 'Stand-in judge. ' : ''}Bars are 95 % intervals.`;
  return (
    <section id="quality">
      <h2>Are the answers good?</h2>
      {judge === undefined ? (
        <p class="lead">No answer was scored: the scenario names no judge.</p>
      ) : (
        <>
          {judge.standIn && <StandIn />}
          <p class="lead">
            {formatQuantity(judge.account?.scored ?? judge.judged, 'count')} of{' '}
            {formatQuantity(judge.judged, 'count')} answers drawn were scored by{' '}
            {judge.standIn && 'a stand-in in place of '}
            <code>{sanitizeLine(judge.model, 80)}</code>. Where the judge itself failed, the answer
            counts neither as good nor as bad; the bounds say how far that could move the mean.
          </p>
          <Notes result={result} />
        </>
      )}
      <div class="pair">
        <QualityChart criteria={criteria} targets={targets} note={note} />
        <TenantLeaks targets={targets} />
      </div>
      {judge !== undefined && (
        <Criteria targets={targets} criteria={criteria} standIn={judge.standIn} />
      )}
      <WorstAnswers result={result} />
    </section>
  );
}

function Notes({ result }: { result: RunResult }): VNode | null {
  const notes = result.targets.flatMap((target) =>
    judgeNotes(target).map((note) =>
      result.targets.length === 1 ? note : `${target.name}: ${note}`,
    ),
  );
  const all = [...notes, ...judgeOmissions(result)];
  if (all.length === 0) return null;
  return (
    <ul>
      {all.map((note) => (
        <li>{sanitizeLine(note)}</li>
      ))}
    </ul>
  );
}

function StandIn(): VNode {
  return (
    <p class="notice stand-in">
      Scored by a stand-in that compares words. It is no language model: do not decide on these
      scores.
    </p>
  );
}

function Criteria(props: {
  targets: readonly TargetResult[];
  criteria: readonly string[];
  standIn: boolean;
}): VNode {
  const rows = props.targets.flatMap(({ name, quality }) => [
    ...(quality.overall === undefined
      ? []
      : [row(name, 'passes every criterion', quality.overall, 'share')]),
    ...props.criteria.flatMap((criterion) => {
      const share = quality.criteria[criterion];
      return share === undefined ? [] : [row(name, criterion, share, 'score')];
    }),
  ]);
  return (
    <>
      <h3>Scores by criterion{props.standIn ? ' (stand-in judge)' : ''}</h3>
      <Table
        caption="Scores by criterion"
        columns={[
          { name: 'Target' },
          { name: 'Criterion' },
          { name: 'Mean', side: 'right' },
          { name: '95 % interval', side: 'right' },
          { name: 'Pass', side: 'right' },
          { name: 'Scored', side: 'right' },
          { name: 'Judge errors', side: 'right' },
          { name: 'Not judged', side: 'right' },
          { name: 'Bounds', side: 'right' },
        ]}
        rows={rows}
      />
    </>
  );
}

function row(
  target: string,
  criterion: string,
  share: QualityShare,
  unit: 'share' | 'score',
): readonly string[] {
  const format = (value: number): string => formatQuantity(value, unit);
  const none = share.scored === 0;
  return [
    sanitizeLine(target, 40),
    sanitizeLine(criterion, 40),
    none ? 'no data' : format(share.mean),
    none ? '–' : formatInterval(share.interval, format),
    none ? '–' : formatQuantity(share.passRate, 'share'),
    `${formatCount(share.scored)} of ${formatCount(share.eligible)}`,
    formatCount(share.judgeErrors),
    formatCount(share.notJudged),
    formatInterval(share.bounds, format),
  ];
}
