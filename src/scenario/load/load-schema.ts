import { z } from 'zod';
import { count, duration, positive, strictObject, texts } from '../schema/fields.ts';

/** One process cannot offer more than this honestly; above it a typing slip is likelier than a plan. */
const MOST_PER_SECOND = 20_000;
const MOST_USERS = 20_000;

const users = positive.max(MOST_USERS);
const stages = z.array(strictObject({ duration, target: count })).min(1);

const aim = {
  target: z.string().exactOptional(),
  startTime: duration.default(0),
  gracefulStop: duration.default(30_000),
  tags: texts.default({}),
};

const openLoop = {
  ...aim,
  preAllocatedVUs: users,
  maxVUs: users.exactOptional(),
  onSaturation: z.enum(['queue', 'drop']).default('queue'),
};

const arrival = {
  timeUnit: duration.default(1000),
  arrival: z.enum(['uniform', 'poisson', 'gamma']).default('uniform'),
  cv: z.number().gt(0).max(100).exactOptional(),
};

/** k6's six executors, and `replay`. Targets and rates are whole numbers, as k6 has them. */
export const loadSchema = z
  .discriminatedUnion('executor', [
    strictObject({ executor: z.literal('constant-vus'), ...aim, vus: users.default(1), duration }),
    strictObject({
      executor: z.literal('ramping-vus'),
      ...aim,
      startVUs: count.default(1),
      stages,
      gracefulRampDown: duration.default(30_000),
    }),
    strictObject({
      executor: z.literal(['shared-iterations', 'per-vu-iterations']),
      ...aim,
      vus: users.default(1),
      iterations: positive.default(1),
      maxDuration: duration.default(600_000),
    }),
    strictObject({
      executor: z.literal('constant-arrival-rate'),
      ...openLoop,
      ...arrival,
      rate: positive,
      duration,
    }),
    strictObject({
      executor: z.literal('ramping-arrival-rate'),
      ...openLoop,
      ...arrival,
      startRate: count.default(0),
      stages,
    }),
    strictObject({
      executor: z.literal('replay'),
      ...openLoop,
      speed: z.number().gt(0).default(1),
      duration: duration.default(Infinity),
    }),
  ])
  .superRefine((load, context) => {
    const issue = (message: string, ...path: string[]): void =>
      context.addIssue({ code: 'custom', message, path });
    if ('duration' in load && load.duration < 1000) issue('A load lasts at least 1s.', 'duration');
    if ('maxVUs' in load && load.maxVUs !== undefined && load.maxVUs < load.preAllocatedVUs) {
      issue(
        `maxVUs (${load.maxVUs}) is below preAllocatedVUs (${load.preAllocatedVUs}).`,
        'maxVUs',
      );
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
      issue(
        'arrival "gamma" needs cv, the coefficient of variation of the gaps: 3 is bursty.',
        'cv',
      );
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
  });

/** A load as parsed, before it knows its name and its target. */
export type LoadDraft = z.output<typeof loadSchema>;
