import type { PlanTarget } from './demand/plan-target.ts';

/**
 * Validity of a run and whether it completed, required before any recommendation. The values are
 * those of a Validity (verdict/verdict.ts), which this folder must not import.
 */
export interface RunQuality {
  readonly validity: 'valid' | 'suspect' | 'invalid';
  /** Reasons with figures and remedies, most severe first; none when valid. */
  readonly reasons: readonly string[];
  /** Why the run ended early. */
  readonly stopped?: 'signal' | 'budget' | 'threshold' | 'lost';
}

/** Whether the run is not invalid and completed. */
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
 * Removes the figures of a target that the run does not support. Tokens and prices remain, however
 * late requests were sent. Times of an invalid run do not, nor results based on them; a run that
 * was cut short may show that a target misses its objectives, but not that it meets them.
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

/**
 * Returns why the run supports no recommendation, and what to run instead; undefined where it does.
 */
export function refusalOf({ validity, reasons, stopped }: RunQuality): string | undefined {
  if (validity === 'invalid') {
    return (
      `No recommendation: the run is invalid. ${reasons[0] ?? 'The load generator could not keep up.'} ` +
      'Fix that and run the scenario again with --require-valid, until the run is valid; then plan from that run.'
    );
  }
  if (stopped === undefined) return undefined;
  return (
    `No recommendation: the run ${STOPPED[stopped]} before it was complete. ` +
    'Run the scenario again to its end; then plan from that run.'
  );
}

/** Returns the warning to print first; empty for a valid or invalid run. */
export function warningOf({ validity, reasons }: RunQuality): string {
  if (validity !== 'suspect') return '';
  return `Suspect measurement, so take what follows with care. ${reasons[0] ?? ''} `.replace(
    / +$/,
    ' ',
  );
}
