import type { Dataset } from '../dataset/dataset.ts';
import type { Query } from '../dataset/query/query.ts';
import type { Omissible } from '../judge/ask-with-retries.ts';
import { judge } from '../judge/judge.ts';
import type { Score } from '../judge/score.ts';
import { createRandom } from '../random/random.ts';
import type { RunEndpoint } from '../run/endpoint/endpoint.ts';
import type { Criterion } from '../scenario/judge/criterion-schema.ts';
import type { JudgeSettings } from '../scenario/judge/judge-schema.ts';
import { leafTargets } from '../scenario/leaf-targets.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Answer } from '../store/answer.ts';
import type { Reply, Target } from '../target/contract/target.ts';
import { createTarget } from '../target/create-target.ts';
import { systemClock } from '../time/clock.ts';
import { type CheckResult, failedCheck } from './finding.ts';
import { replyCheck } from './reply-finding.ts';

/**
 * Checks the judge with one request as a run sends it: an answer to a row of the dataset, on all
 * criteria at once. Also returns a warning for each criterion whose column some rows lack.
 */
export async function checkJudge(
  scenario: Scenario,
  runEndpoint: RunEndpoint,
  dataset: Dataset | undefined,
): Promise<readonly CheckResult[]> {
  const settings = scenario.judge;
  if (settings === undefined) return [];
  const queries = dataset?.queries ?? [];
  return [
    ...(dataset === undefined ? [] : materialFindings(scenario, settings.criteria, queries)),
    await askJudge(settings, scenario, runEndpoint, answerTo(rowFor(settings.criteria, queries))),
  ];
}

const subject = 'judge';

/** Kinds of targets that may retrieve passages themselves. */
const RETRIEVING: ReadonlySet<string> = new Set(['knowledge-base', 'bedrock-agent']);

const MATERIAL = { context: 'passages (context)', reference: 'a reference' } as const;

function materialFindings(
  { targets }: Scenario,
  criteria: readonly Criterion[],
  queries: readonly Query[],
): readonly CheckResult[] {
  const kinds = [...leafTargets({ targets }).values()].map(({ kind }) => kind);
  const retrieves = kinds.some((kind) => RETRIEVING.has(kind));
  return criteria.flatMap(({ name, needs }) =>
    needs.flatMap((need): readonly CheckResult[] => {
      if (need === 'context' && retrieves) return [];
      const able = queries.filter((query) => hasMaterial(query, need)).length;
      if (able === queries.length) return [];
      const rows = able === 0 ? 'no row has any' : `${able} of ${queries.length} rows have it`;
      const message = `${name} needs ${MATERIAL[need]}, and ${rows}: the other answers are not judged on it.`;
      const remedy = `Add a column "${need}" to the dataset, or leave ${name} out.`;
      return [{ subject, level: 'warning', message, remedy }];
    }),
  );
}

function hasMaterial({ reference, context }: Query, need: 'reference' | 'context'): boolean {
  return need === 'context' ? context.length > 0 : (reference ?? '').trim() !== '';
}

/** Returns the first row with the most columns that the criteria need. */
function rowFor(criteria: readonly Criterion[], queries: readonly Query[]): Query | undefined {
  const needs = [...new Set(criteria.flatMap((criterion) => criterion.needs))];
  const worth = (query: Query): number => needs.filter((need) => hasMaterial(query, need)).length;
  return queries.reduce<Query | undefined>(
    (best, query) => (best === undefined || worth(query) > worth(best) ? query : best),
    undefined,
  );
}

/** Creates an answer to judge. Missing columns are filled in, so that all criteria are checked. */
function answerTo(query: Query | undefined): Answer {
  const answer = query?.reference ?? query?.context[0] ?? 'Yes.';
  return {
    scenario: 'doctor',
    index: 0,
    target: 'doctor',
    queryId: query?.id ?? 'doctor',
    question: query?.messages.at(-1)?.text ?? 'Are you there?',
    answer,
    reference: query?.reference ?? answer,
    context: query === undefined || query.context.length === 0 ? [answer] : query.context,
  };
}

async function askJudge(
  settings: JudgeSettings,
  { seed }: Scenario,
  { clientConfig }: RunEndpoint,
  answer: Answer,
): Promise<CheckResult> {
  try {
    const target = await createTarget(settings.target, clientConfig);
    const refused = new Set<Omissible>();
    const replies: Reply[] = [];
    const began = systemClock.now();
    try {
      const scores = await judge([answer], {
        settings,
        target: recording(target, replies),
        clock: systemClock,
        random: createRandom(seed, 'judge', 'backoff'),
        signal: new AbortController().signal,
        refused,
      });
      return gradeFinding(scores, refused, replies.at(-1), systemClock.now() - began);
    } finally {
      await target.close();
    }
  } catch (error) {
    return failedCheck(subject, error);
  }
}

/** Wraps the target to record each reply, because a refusal says more than the score made of it. */
function recording(target: Target, replies: Reply[]): Target {
  return {
    name: target.name,
    ask: async (query, call) => {
      const reply = await target.ask(query, call);
      replies.push(reply);
      return reply;
    },
    close: () => target.close(),
  };
}

function gradeFinding(
  scores: readonly Score[],
  refused: ReadonlySet<Omissible>,
  last: Reply | undefined,
  took: number,
): CheckResult {
  const failed = scores.find((score) => score.outcome === 'judge_error');
  if (failed !== undefined) {
    if (last !== undefined && last.outcome !== 'ok') return replyCheck(subject, last, took);
    return {
      subject,
      level: 'problem',
      message: `It received an answer to score, as in a run, and failed: ${failed.error}.`,
      remedy: 'Choose a judge that follows a JSON schema or a tool, or raise its limits.',
    };
  }
  const grades = scores.flatMap((score) =>
    score.outcome === 'scored' ? [`${score.criterion} ${score.value}`] : [],
  );
  const without = [...refused].map((name) => ` It refuses ${name}, which is left out.`);
  return {
    subject,
    level: 'ok',
    message: `It scored an answer, as in a run: ${grades.join(', ')}.${without.join('')}`,
  };
}
