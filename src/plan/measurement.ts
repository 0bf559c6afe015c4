import type { PlanTarget } from './demand/plan-target.ts';

/**
 * A RunQuality is how far a run's numbers may be believed and whether it came to its end: what a plan
 * must know before it recommends anything. The words are those of a Validity (verdict/verdict.ts),
 * which stands above this folder.
 */
export interface RunQuality {
  readonly validity: 'valid' | 'suspect' | 'invalid';
  /** Sentences with figures and remedies, the gravest first; none when valid. */
  readonly reasons: readonly string[];
  /** Why the run ended before it was complete. */
  readonly stopped?: 'signal' | 'budget' | 'threshold' | 'lost';
}

/** Whether the run answered what it was made to: it may be believed, and came to its end. */
export function isConclusive({
  validity,
  stopped,
}: Pick<RunQuality, 'validity' | 'stopped'>): boolean {
  return validity !== 'invalid' && stopped === undefined;
}

const STOPPED: Readonly<Record<NonNullable<RunQuality['stopped']>, string>> = {
  signal: 'was stopped by a signal',
  budget: 'reached its spend cap',
  threshold: 'was aborted by a threshold that could no longer be met',
  lost: 'lost a process of its own',
};

/**
 * What of a target's numbers stands: tokens and prices do, however late requests were sent. Times of an
 * invalid run do not, nor does what was found out by them; a run that was cut short may show that a
 * target misses its objectives, but not that it meets them.
 */
export function standingOf(target: PlanTarget, { validity, stopped }: RunQuality): PlanTarget {
  const { objectives } = target;
  if (validity === 'invalid') {
    const { latency: _, ttft: __, testedPerSecond: ___, ...rest } = target;
    return { ...rest, objectives: objectives === 'none' ? 'none' : 'unproven' };
  }
  return stopped !== undefined && objectives === 'pass'
    ? { ...target, objectives: 'unproven' }
    : target;
}

/** Why nothing can be recommended from it, and what to run instead; undefined where something can. */
export function refusalOf({ validity, reasons, stopped }: RunQuality): string | undefined {
  if (validity === 'invalid') {
    return (
      `No recommendation: the run is invalid. ${reasons[0] ?? 'The load generator could not keep up.'} ` +
      'Mend that and run the scenario again with --require-valid, until the run is valid; then plan from that run.'
    );
  }
  if (stopped === undefined) return undefined;
  return (
    `No recommendation: the run ${STOPPED[stopped]} before it was complete. ` +
    'Run the scenario again to its end; then plan from that run.'
  );
}

/** What must be said before anything is taken from it; empty for a valid one. */
export function warningOf({ validity, reasons }: RunQuality): string {
  if (validity !== 'suspect') return '';
  return `Suspect measurement, so take what follows with care. ${reasons[0] ?? ''} `.replace(
    / +$/,
    ' ',
  );
}
