import type { z } from 'zod';

/** One process cannot offer more than this honestly. */
const MOST_PER_SECOND = 20_000;

interface RateDraft {
  readonly timeUnit: number;
  readonly arrival: 'uniform' | 'poisson' | 'gamma';
  readonly cv?: number;
}

/** A load as it is written, as far as its settings depend on one another. */
type LoadDraft =
  | { readonly executor: 'constant-vus' | 'replay'; readonly duration: number }
  | { readonly executor: 'ramping-vus' }
  | {
      readonly executor: 'shared-iterations' | 'per-vu-iterations';
      readonly vus: number;
      readonly iterations: number;
    }
  | (RateDraft & {
      readonly executor: 'constant-arrival-rate';
      readonly rate: number;
      readonly duration: number;
    })
  | (RateDraft & {
      readonly executor: 'ramping-arrival-rate';
      readonly startRate: number;
      readonly stages: readonly { readonly target: number }[];
    });

/** Complains of settings of a load that do not go together. */
export function checkLoad(
  load: LoadDraft & { readonly preAllocatedVUs?: number; readonly maxVUs?: number },
  context: z.core.$RefinementCtx,
): void {
  const issue = (message: string, ...path: string[]): void =>
    context.addIssue({ code: 'custom', message, path });
  if ('duration' in load && load.duration < 1000) issue('A load lasts at least 1s.', 'duration');
  const { preAllocatedVUs = 0, maxVUs = preAllocatedVUs } = load;
  if (maxVUs < preAllocatedVUs) {
    issue(`maxVUs (${maxVUs}) is below preAllocatedVUs (${preAllocatedVUs}).`, 'maxVUs');
  }
  if (load.executor === 'shared-iterations' && load.iterations < load.vus) {
    issue(
      `${load.iterations} iterations cannot be shared by ${load.vus} vus; use at least one each.`,
      'iterations',
    );
  }
  if (!('timeUnit' in load)) return;
  if (load.timeUnit === 0) issue('timeUnit must be longer than 0.', 'timeUnit');
  if (load.arrival === 'gamma' && load.cv === undefined) {
    issue('arrival "gamma" needs cv, the coefficient of variation of the gaps: 3 is bursty.', 'cv');
  }
  if (load.arrival !== 'gamma' && load.cv !== undefined) {
    issue(`cv belongs to arrival "gamma", not "${load.arrival}".`, 'cv');
  }
  const rates =
    load.executor === 'constant-arrival-rate'
      ? [load.rate]
      : [load.startRate, ...load.stages.map((stage) => stage.target)];
  const perSecond = (Math.max(...rates) * 1000) / load.timeUnit;
  if (perSecond > MOST_PER_SECOND) {
    issue(
      `${perSecond.toLocaleString('en')} arrivals a second is impossible from one machine; the most is ${MOST_PER_SECOND.toLocaleString('en')}. Check rate and timeUnit.`,
      load.executor === 'constant-arrival-rate' ? 'rate' : 'stages',
    );
  }
}
