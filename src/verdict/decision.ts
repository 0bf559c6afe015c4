import {
  type Candidate,
  isTie,
  isUnanswered,
  listOf,
  objectivesOf,
  priceOf,
  rankOf,
  silenceOf,
  troubleOf,
  verdictOf,
  worstOf,
} from './candidate.ts';
import type { Validity, Verdict } from './verdict.ts';

/** A Decision is a run's answer: its verdict, and why, in sentences. */
export interface Decision {
  readonly verdict: Verdict;
  /** The target that `choose: cheapest` names. */
  readonly chosen?: string;
  /** One sentence a stakeholder can read alone. */
  readonly headline: string;
  /** What stands behind it, a sentence each. */
  readonly reasons: readonly string[];
}

/** What a decision rests on. */
export interface Findings {
  /** `every`: each target must pass. `cheapest`: one must. */
  readonly choose: 'every' | 'cheapest';
  readonly targets: readonly Candidate[];
  readonly validity: Validity;
  /** How to measure again where it is invalid: `on a quieter machine`. */
  readonly advice?: string;
  /** Why the run ended before its schedule, or its judging, did. */
  readonly stopped?: 'signal' | 'budget' | 'threshold' | 'lost';
  /** Of the iterations that closed loops planned, those there was no time to start; absent for none. */
  readonly unstarted?: { readonly count: number; readonly planned: number };
}

/** What helps where nothing better is known. */
const ADVICE = 'on a quieter machine, at a lower rate or with more workers (--workers)';

type Answer = Pick<Decision, 'verdict' | 'chosen' | 'headline'>;

const STOPPED = {
  signal: 'The run was stopped by a signal',
  budget: 'The run reached its spend cap',
  threshold: 'The run was aborted by a threshold that could no longer be met',
  lost: 'The run lost a process of its own',
} as const;

/**
 * Decides a run. An invalid measurement decides nothing. A run cut short by a signal, its spend cap or a
 * lost process may fail, but not pass: the load it would have passed under was never all put on. So may one that had no time for all its
 * iterations, which are no failures of anybody's.
 */
export function decide(findings: Findings): Decision {
  const { validity, advice = ADVICE, stopped, unstarted } = findings;
  const reasons = [
    ...(stopped === undefined ? [] : [`${STOPPED[stopped]} before it was complete.`]),
    ...(unstarted === undefined ? [] : [describeUnstarted(unstarted, stopped !== undefined)]),
  ];
  if (validity === 'invalid') {
    const silence = silenceOf(findings.targets);
    if (findings.targets.every((target) => isUnanswered(target)) && silence !== undefined) {
      const headline = `${silence}, and the measurement is invalid.`;
      return { verdict: 'no-data', headline, reasons };
    }
    const headline = `This run cannot answer the question: measure again ${advice}.`;
    return { verdict: 'inconclusive', headline, reasons };
  }
  const answer = worded(answerOf(findings), findings);
  const all = [...reasons, ...comparisons(findings, answer.chosen), ...shortcomings(findings)];
  if (answer.verdict === 'pass' && stopped !== undefined && stopped !== 'threshold') {
    const headline = `${STOPPED[stopped]} before it could answer; up to then ${answer.headline}`;
    return { verdict: 'inconclusive', headline, reasons: all };
  }
  if (answer.verdict === 'pass' && unstarted !== undefined) {
    const { count, planned } = unstarted;
    const headline =
      `The run had no time for ${count} of its ${planned} iterations; ` +
      `by the others ${answer.headline}`;
    return { verdict: 'inconclusive', headline, reasons: all };
  }
  return { ...answer, reasons: all };
}

function describeUnstarted(
  { count, planned }: NonNullable<Findings['unstarted']>,
  isStopped: boolean,
): string {
  const what = `${count} of ${planned} planned iterations were not started: they count neither as failed nor as dropped`;
  if (isStopped) return `${what}.`;
  return `${what}; raise maxDuration or vus, or plan fewer iterations.`;
}

/** The same answer, in a headline that tells how few were answered, and that its figures are in doubt. */
function worded(answer: Answer, { targets, validity }: Findings): Answer {
  const silence = silenceOf(targets);
  const { headline } = answer;
  const told =
    silence === undefined || headline.startsWith(silence)
      ? headline
      : `${silence}; ${headline.replace(/^N(?=o |one |ot )/, 'n')}`;
  const doubt = validity === 'suspect' ? ' (the measurement is suspect).' : '.';
  return { ...answer, headline: told.replace(/\.$/, doubt) };
}

function answerOf({ choose, targets, stopped }: Findings): Answer {
  const requests = targets.map((target) => target.requests);
  if (stopped === undefined && requests.length > 0 && requests.every((count) => count === 0)) {
    return {
      verdict: 'no-data',
      headline: 'Not one request was sent, so there is nothing to judge.',
    };
  }
  const loaded = targets.filter((target) => target.requests !== 0);
  if (loaded.length > 0 && loaded.every(isUnanswered)) {
    const verdict = worstOf(loaded.map(verdictOf));
    return { verdict, headline: `${silenceOf(loaded) ?? 'Nothing was answered'}.` };
  }
  const asked = targets.filter((target) => target.thresholds.length > 0 || isUnanswered(target));
  const [only] = asked;
  if (only === undefined) {
    const headline = 'No objectives are set, so this run measures without judging.';
    return { verdict: 'inconclusive', headline };
  }
  if (asked.length === 1) return answerAlone(only, choose);
  return choose === 'cheapest' ? answerCheapest(asked) : answerEvery(asked);
}

function answerAlone(target: Candidate, choose: Findings['choose']): Answer {
  const verdict = verdictOf(target);
  if (verdict === 'pass') {
    const headline = `${target.name} meets ${objectivesOf(target)}${priceOf(target)}.`;
    return { verdict, headline, ...(choose === 'cheapest' ? { chosen: target.name } : {}) };
  }
  return { verdict, headline: troubles([target], verdict) };
}

function answerEvery(targets: readonly Candidate[]): Answer {
  const verdict = worstOf(targets.map(verdictOf));
  if (verdict === 'pass') {
    return { verdict, headline: `All ${targets.length} targets meet all their objectives.` };
  }
  return { verdict, headline: troubles(withVerdict(targets, verdict), verdict) };
}

/** The cheapest that passes; where none does, doubt and missing data keep the question open. */
function answerCheapest(targets: readonly Candidate[]): Answer {
  const passing = withVerdict(targets, 'pass');
  if (passing.length > 0) return answerPassing(passing, targets);
  const verdicts = targets.map(verdictOf);
  const open = (['inconclusive', 'no-data'] as const).find((verdict) => verdicts.includes(verdict));
  if (open !== undefined)
    return { verdict: open, headline: troubles(withVerdict(targets, open), open) };
  const headline = `None of ${targets.length} targets meets all objectives: ${describeAll(targets)}.`;
  return { verdict: 'fail', headline };
}

/** An unknown cost may be the lowest: it is never called cheapest, nor dearer than another. */
function answerPassing(passing: readonly Candidate[], targets: readonly Candidate[]): Answer {
  const priced = passing.filter((target) => Number.isFinite(rankOf(target)));
  const [best, next] =
    passing.length === 1 ? passing : priced.toSorted((a, b) => rankOf(a) - rankOf(b));
  if (best === undefined) {
    const names = listOf(passing.map(({ name }) => name));
    const headline = `${names} meet all their objectives; which is cheapest is unknown.`;
    return { verdict: 'pass', headline };
  }
  if (next !== undefined && isTie(best, next)) return answerTie(best, priced, passing);
  const others = targets.length - 1;
  const alone = others === 1 ? 'the other target does not' : `none of the other ${others} does`;
  const standing =
    passing.length === 1
      ? `and ${alone}`
      : priced.length === passing.length
        ? `the cheapest of ${passing.length} that do`
        : `the cheapest of those that do and whose cost is known`;
  const headline = `${best.name} meets ${objectivesOf(best)}${priceOf(best)}, ${standing}.`;
  return { verdict: 'pass', chosen: best.name, headline };
}

/** Of targets that cost the same none is the cheapest, and none is chosen. */
function answerTie(
  best: Candidate,
  priced: readonly Candidate[],
  passing: readonly Candidate[],
): Answer {
  const equals = priced.filter((target) => isTie(best, target));
  const names = listOf(equals.map(({ name }) => name));
  const all = equals.length === passing.length;
  const among = priced.length === passing.length ? ` of ${passing.length} that do` : '';
  const standing = all ? 'a tie' : `a tie for the cheapest${among}`;
  const headline = `${names} meet all their objectives${priceOf(best)}: ${standing}.`;
  return { verdict: 'pass', headline };
}

function troubles(targets: readonly Candidate[], verdict: Verdict): string {
  const sentence = describeAll(targets);
  return verdict === 'inconclusive' ? `Not sure yet: ${sentence}.` : `${sentence}.`;
}

function describeAll(targets: readonly Candidate[]): string {
  const named = targets.slice(0, 3).map((target) => {
    const most = targets.length === 1 ? 2 : 1;
    return `${target.name} ${troubleOf(target, most)}`;
  });
  const more = targets.length - named.length;
  return [
    ...named,
    ...(more === 0 ? [] : [`and ${more} more ${more === 1 ? 'target' : 'targets'}`]),
  ].join(', ');
}

/** How the others stand to the chosen one; and a cheaper one that is still in doubt. */
function comparisons({ targets }: Findings, chosen: string | undefined): string[] {
  const best = targets.find(({ name }) => name === chosen);
  if (best === undefined) return [];
  const cheaper = (target: Candidate): string =>
    isTie(target, best) ? 'would cost the same' : 'would be cheaper';
  const too = withVerdict(targets, 'pass')
    .filter((target) => target !== best)
    .map((target) => `${target.name} meets ${objectivesOf(target)} too${priceOf(target)}.`);
  const doubtful = withVerdict(targets, 'inconclusive')
    .filter(
      (target) =>
        target.thresholds.length > 0 && (rankOf(target) < rankOf(best) || isTie(target, best)),
    )
    .map(
      (target) => `${target.name} ${cheaper(target)}${priceOf(target)}, but ${troubleOf(target)}.`,
    );
  return [...too, ...doubtful];
}

function shortcomings({ targets }: Findings): string[] {
  const alone = targets.length === 1;
  return targets.flatMap((target) => {
    const { name, thresholds } = target;
    const silence = alone ? undefined : silenceOf([target]);
    return [
      ...(silence === undefined ? [] : [`${name}: ${lowerFirst(silence)}.`]),
      ...thresholds
        .filter(({ verdict }) => verdict !== 'pass')
        .map(({ why }) => (alone ? why : `${name}: ${why}`)),
    ];
  });
}

function withVerdict(targets: readonly Candidate[], verdict: Verdict): Candidate[] {
  return targets.filter((target) => verdictOf(target) === verdict);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
