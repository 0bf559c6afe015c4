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

/** Verdict of a run, with its reasons in sentences. */
export interface Decision {
  readonly verdict: Verdict;
  /** Target chosen by `choose: cheapest`. */
  readonly chosen?: string;
  /** One sentence that a stakeholder can read alone. */
  readonly headline: string;
  /** Reasons, a sentence each. */
  readonly reasons: readonly string[];
}

/** Input of a decision. */
export interface Findings {
  /** `every`: each target must pass. `cheapest`: one must. */
  readonly choose: 'every' | 'cheapest';
  readonly targets: readonly Candidate[];
  readonly validity: Validity;
  /** How to measure again if it is invalid: `on a quieter machine`. */
  readonly advice?: string;
  /** Why the run ended before its schedule or its judging was complete. */
  readonly stopped?: 'signal' | 'budget' | 'threshold' | 'lost';
  /** Planned iterations of closed loops that were not started in time; absent if none. */
  readonly unstarted?: { readonly count: number; readonly planned: number };
}

/** Default advice. */
const ADVICE = 'on a quieter machine, at a lower rate or with more workers (--workers)';

type Answer = Pick<Decision, 'verdict' | 'chosen' | 'headline'>;

const STOPPED = {
  signal: 'The run was stopped by a signal',
  budget: 'The run reached its spend cap',
  threshold: 'The run was aborted by a threshold that could no longer be met',
  lost: 'The run lost a process of its own',
} as const;

/**
 * Decides a run. An invalid measurement decides nothing. A run that ended early by a signal, its
 * spend cap or a lost process can fail but not pass, because not all of the load was sent. The same
 * holds for a run that did not start all its iterations in time; those are not failures.
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

/** Adds to the headline how few requests were answered, and that the measurement is suspect. */
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

/**
 * Chooses the cheapest target that passes; if none does, it fails only without doubt and missing
 * data.
 */
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

/** A target of unknown cost is never called the cheapest, nor more expensive than another. */
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

/** Chooses none of several targets of equal cost. */
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

/** Compares the other targets with the chosen one, and names cheaper ones that are undecided. */
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
