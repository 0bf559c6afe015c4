import type { z } from 'zod';

/**
 * Maximum rate, requests per second; a higher one is beyond one process and more likely a typing
 * error.
 */
const MOST_PER_SECOND = 20_000;

/** Settings of a load that depend on each other. */
interface LoadDraft {
  readonly executor: string;
  readonly vus?: number;
  readonly iterations?: number;
  readonly preAllocatedVUs?: number;
  readonly maxVUs?: number;
  readonly duration?: number;
  readonly timeUnit?: number;
  readonly arrival?: string;
  readonly cv?: number;
  readonly rate?: number;
  readonly startRate?: number;
  readonly stages?: readonly { readonly target: number }[];
}

/** Adds an issue for each combination of settings that is invalid. */
export function checkLoad(load: LoadDraft, context: z.core.$RefinementCtx): void {
  const issue = (message: string, ...path: string[]): void =>
    context.addIssue({ code: 'custom', message, path });
  const { preAllocatedVUs = 0, maxVUs = preAllocatedVUs, vus = 1, iterations = vus } = load;
  if (load.duration !== undefined && load.duration < 1000) {
    issue('A load lasts at least 1s.', 'duration');
  }
  if (maxVUs < preAllocatedVUs) {
    issue(`maxVUs (${maxVUs}) is below preAllocatedVUs (${preAllocatedVUs}).`, 'maxVUs');
  }
  if (load.executor === 'shared-iterations' && iterations < vus) {
    issue(
      `${iterations} iterations cannot be shared by ${vus} vus; use at least one each.`,
      'iterations',
    );
  }
  if (load.timeUnit !== undefined) checkArrivals(load, load.timeUnit, issue);
}

function checkArrivals(
  { arrival, cv, rate, startRate = 0, stages = [] }: LoadDraft,
  timeUnit: number,
  issue: (message: string, ...path: string[]) => void,
): void {
  if (timeUnit === 0) issue('timeUnit must be longer than 0.', 'timeUnit');
  if (arrival === 'gamma' && cv === undefined) {
    issue('arrival "gamma" needs cv, the coefficient of variation of the gaps: 3 is bursty.', 'cv');
  }
  if (arrival !== 'gamma' && cv !== undefined) {
    issue(`cv belongs to arrival "gamma", not "${arrival}".`, 'cv');
  }
  const rates = rate === undefined ? [startRate, ...stages.map(({ target }) => target)] : [rate];
  const perSecond = (Math.max(...rates) * 1000) / timeUnit;
  if (perSecond > MOST_PER_SECOND) {
    issue(
      `${perSecond.toLocaleString('en')} arrivals a second is impossible from one machine; the most is ${MOST_PER_SECOND.toLocaleString('en')}. Check rate and timeUnit.`,
      rate === undefined ? 'stages' : 'rate',
    );
  }
}
