import pLimit from 'p-limit';
import type { Random } from '../random/random.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { Criterion } from '../scenario/judge/criterion-schema.ts';
import type { JudgeSettings } from '../scenario/judge/judge-schema.ts';
import { leavesOf } from '../scenario/leaf-targets.ts';
import { modelTraits } from '../scenario/model/model-table.ts';
import { modelOf } from '../scenario/model/refused-options.ts';
import type { Answer } from '../store/answer.ts';
import type { Reply, Target } from '../target/contract/target.ts';
import type { Clock } from '../time/clock.ts';
import { type RetryOptions, askWithRetries, type Omissible } from './ask-with-retries.ts';
import { type Grade, readGrades } from './grade.ts';
import { judgeQuery } from './prompt.ts';
import type { Score, ScoreKey } from './score.ts';

export interface JudgeOptions {
  readonly settings: JudgeSettings;
  /** The judge's target, created from `settings.target`. */
  readonly target: Target;
  readonly clock: Clock;
  /** Random jitter of retries. */
  readonly random: Random;
  /** Once aborted, calls are cancelled, and answers not yet scored become `not_judged`. */
  readonly signal: AbortSignal;
  /** Once aborted, no further answer is sent to the judge; calls in flight continue. */
  readonly ending?: AbortSignal;
  /** Cost of a call, US dollars; undefined when unknown. Default: every cost is unknown. */
  readonly price?: (reply: Reply) => number | undefined;
  /** Whether the spend cap allows one more call; absent without a cap. */
  readonly afford?: RetryOptions['afford'];
  /** Options omitted because the judge refused them; the function adds to it. */
  readonly refused?: Set<Omissible>;
  /** Receives each score as soon as it is known. */
  readonly onScore?: (score: Score) => void;
}

/**
 * Scores answers: one score per answer and criterion, in order.
 *
 * A bad reply is a `judge_error`, a criterion with missing material is `not_judged`; neither is
 * ever a low score. An empty answer is not sent to the judge, who would find no fault in it: it
 * gets the criterion's value for it, unless that is `judge`. Once the spend cap allows no call, no
 * later answer is judged either: judging only cheap ones would favour short answers.
 *
 * Rejects only where the target does: on a defect, or a Problem that would repeat for every answer,
 * such as missing credentials.
 */
export async function judge(
  answers: readonly Answer[],
  options: JudgeOptions,
): Promise<readonly Score[]> {
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  const refused = options.refused ?? new Set<Omissible>();
  if (refusesSampling(options.settings.target)) refused.add('temperature');
  try {
    const scores = await pLimit(options.settings.concurrency).map(answers, async (answer) => {
      const own = await scoreAnswer(answer, { ...options, signal, refused });
      for (const score of own) options.onScore?.(score);
      return own;
    });
    return scores.flat();
  } finally {
    // One rejection ends the wait for all; this cancels the other calls.
    halt.abort();
  }
}

/**
 * Whether the model table lists any possible judge model as refusing sampling options, so that the
 * run need not find out.
 */
function refusesSampling(target: JudgeSettings['target']): boolean {
  return [...leavesOf('judge', target).values()].some(
    (leaf) => modelTraits(modelOf(leaf) ?? '')?.sampling === false,
  );
}

async function scoreAnswer(answer: Answer, options: ResolvedOptions): Promise<readonly Score[]> {
  const { criteria } = options.settings;
  const applicable = criteria.filter(
    (criterion) => resultWithoutJudge(answer, criterion) === undefined,
  );
  const call = await callJudge(answer, applicable, options);
  return criteria.map((criterion): Score => {
    const key = keyOf(answer, criterion);
    const known = resultWithoutJudge(answer, criterion);
    if (known !== undefined) return { ...key, ...known };
    if (typeof call === 'string')
      return { ...key, outcome: 'not_judged', why: NOT_CALLED_REASONS[call] };
    const cost = call.costUsd === undefined ? {} : { costUsd: call.costUsd };
    if (call.grades === 'cut')
      return {
        ...key,
        ...cost,
        outcome: 'not_judged',
        why: NOT_CALLED_REASONS.stopped,
        asked: true,
      };
    const grade = call.grades[applicable.indexOf(criterion)] ?? { error: 'no grade' };
    if ('error' in grade) return { ...key, ...cost, outcome: 'judge_error', error: grade.error };
    return { ...key, ...cost, ...scoreOf(grade.level, criterion), reason: grade.reason };
  });
}

type ResolvedOptions = JudgeOptions & Required<Pick<JudgeOptions, 'refused'>>;

function scoreOf(level: number, { levels, pass }: Criterion) {
  const value = level / (levels.length - 1);
  return { outcome: 'scored', value, pass: value >= pass } as const;
}

type ResultWithoutJudge =
  | Pick<Extract<Score, { outcome: 'not_judged' }>, 'outcome' | 'why'>
  | (ReturnType<typeof scoreOf> & { readonly reason: string; readonly empty: true });

/** Returns the result that needs no judge; undefined where the judge must be called. */
function resultWithoutJudge(answer: Answer, criterion: Criterion): ResultWithoutJudge | undefined {
  const lack = lacking(answer, criterion);
  if (lack !== undefined) return { outcome: 'not_judged', why: lack };
  if (answer.answer.trim() !== '') return undefined;
  if ((answer.unread ?? 0) > 0) {
    const why = 'The answer came in a form that could not be read, so there is no text to judge.';
    return { outcome: 'not_judged', why };
  }
  const { empty = 0 } = criterion;
  if (empty === 'judge') return undefined;
  const reason = 'The answer is empty: it was not shown to the judge.';
  return { ...scoreOf(empty, criterion), reason, empty: true };
}

const NOT_CALLED_REASONS = {
  stopped: 'The run was stopped before this answer was judged.',
  'no room': 'The spend cap (budget.run) had no room left to judge this answer.',
};

interface JudgeCall {
  /** Grades in criteria order; `cut` where the run was stopped during the call. */
  readonly grades: readonly Grade[] | 'cut';
  /** Cost per criterion, US dollars. */
  readonly costUsd?: number;
}

async function callJudge(
  answer: Answer,
  criteria: readonly Criterion[],
  { settings, target, clock, random, signal, ending, refused, price, afford }: ResolvedOptions,
): Promise<JudgeCall | keyof typeof NOT_CALLED_REASONS> {
  if (criteria.length === 0) return { grades: [] };
  if (signal.aborted || ending?.aborted === true) return 'stopped';
  const retryOptions = {
    target,
    timeout: settings.target.timeout,
    clock,
    random,
    signal,
    refused,
    afford,
  };
  const replies = await askWithRetries(judgeQuery(answer, criteria), retryOptions);
  const reply = replies.at(-1);
  if (reply === undefined) return signal.aborted ? 'stopped' : 'no room';
  const isCut = reply.outcome === 'interrupted' && signal.aborted;
  const total = totalCost(replies, price);
  return {
    grades: isCut ? 'cut' : grades(reply, criteria),
    ...(total !== undefined && { costUsd: total / criteria.length }),
  };
}

/** Stop reasons of Bedrock, Anthropic and OpenAI for a withheld reply, and for a truncated one. */
const REFUSED = new Set(['refusal', 'content_filtered', 'content_filter', 'guardrail_intervened']);
const CUT = new Set(['max_tokens', 'length']);

function grades(reply: Reply, criteria: readonly Criterion[]): readonly Grade[] {
  const all = (error: string) => criteria.map((): Grade => ({ error }));
  if (reply.outcome !== 'ok') {
    const { name, message } = reply.error ?? { name: 'no further word', message: '' };
    return all(`${reply.outcome}: ${name}${message === '' ? '' : `: ${message}`}`);
  }
  const stop = reply.stopReason ?? '';
  if (REFUSED.has(stop)) return all(`refusal: the judge would not grade this answer (${stop})`);
  const read = readGrades(reply.answer, criteria);
  const unread = read.every((grade) => 'error' in grade);
  if (unread && CUT.has(stop)) return all(`truncated: the judge's reply was cut (${stop})`);
  return read;
}

/** Outcomes of calls without tokens that count as not billed, unless `price` says otherwise. */
const UNBILLED: ReadonlySet<Outcome> = new Set([
  'throttled',
  'quota_exhausted',
  'refused_request',
  'server_error',
  'unreachable',
]);

function totalCost(replies: readonly Reply[], price: JudgeOptions['price']): number | undefined {
  return replies.reduce<number | undefined>((sum, reply) => {
    const { outcome, tokens } = reply;
    const counted = tokens.input !== undefined || tokens.output !== undefined;
    const free = UNBILLED.has(outcome) && !counted ? 0 : undefined;
    const cost = price === undefined ? free : price(reply);
    return sum === undefined || cost === undefined ? undefined : sum + cost;
  }, 0);
}

function lacking(answer: Answer, { name, needs }: Criterion): string | undefined {
  if (needs.includes('reference') && (answer.reference ?? '').trim() === '') {
    return `${name} needs a reference answer, and this query has none.`;
  }
  if (needs.includes('context') && answer.context.length === 0) {
    return `${name} needs passages, and this query has none.`;
  }
  return undefined;
}

function keyOf(answer: Answer, criterion: Criterion): ScoreKey {
  const { scenario, index, target, queryId, tenant } = answer;
  return {
    scenario,
    index,
    target,
    queryId,
    ...(tenant !== undefined && { tenant }),
    criterion: criterion.name,
  };
}
