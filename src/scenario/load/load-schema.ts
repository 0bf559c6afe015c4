import type { ExecutorOptions } from 'k6/options';
import { z } from 'zod';
import { count, duration, positive, strictObject, textMap } from '../schema/fields.ts';
import { checkLoad } from './load-check.ts';

/** Maximum virtual users; a higher number is more likely a typing error. */
const MOST_USERS = 20_000;

const users = positive.max(MOST_USERS);

/** Schema of a stage. */
export const stageSchema = strictObject({
  duration: duration.describe('Time of the ramp.'),
  target: count.describe(
    'Virtual users, or arrivals per `timeUnit`, at its end; the ramp is linear.',
  ),
});

const stages = z.array(stageSchema).min(1).describe('Ramps, one after the other.');
const length = duration.describe('Time during which requests start, at least 1s.');

const aim = {
  target: z
    .string()
    .exactOptional()
    .describe('Name of the load’s target. Default: the only target.'),
  startTime: duration
    .default(0)
    .describe('Time after the start of the run at which the load starts.'),
  gracefulStop: duration
    .default(30_000)
    .describe('Time for running requests to end after the load; none starts in it.'),
  tags: textMap.default({}).describe('Tags of every sample of the load.'),
};

const closedLoop = {
  ...aim,
  vus: users.default(1).describe('Number of virtual users, each with one request at a time.'),
};

const openLoop = {
  ...aim,
  preAllocatedVUs: users.describe('Number of virtual users allocated before the start.'),
  maxVUs: users
    .exactOptional()
    .describe(
      'Maximum requests in flight; with sessions, maximum conversations. Default: preAllocatedVUs.',
    ),
  onSaturation: z
    .enum(['queue', 'drop'])
    .default('queue')
    .describe(
      'What happens to an arrival when every virtual user is busy: `queue` lets it wait, and the latency includes the wait; `drop` does not send it and counts it as failed, as k6 does.',
    ),
};

const arrival = {
  timeUnit: duration.default(1000).describe('Unit of time of rates.'),
  arrival: z
    .enum(['uniform', 'poisson', 'gamma'])
    .default('uniform')
    .describe(
      'Distribution of arrivals: `uniform` evenly spaced, as in k6, `poisson` at random, `gamma` in bursts.',
    ),
  cv: z
    .number()
    .gt(0)
    .max(100)
    .exactOptional()
    .describe(
      'Coefficient of variation of the gaps between arrivals, which `gamma` needs: 3 is bursty. Default: none.',
    ),
};

/** Schema of an executor's name; a name that k6 does not have is a compile error. */
function executor<Name extends ExecutorOptions>(name: Name) {
  return z.literal(name);
}

/** Schemas of k6's six executors and of `replay`. Targets and rates are whole numbers, as in k6. */
const executors = z.discriminatedUnion('executor', [
  strictObject({
    executor: executor('constant-vus').describe(
      'A constant number of virtual users (closed loop: each waits for its answer).',
    ),
    ...closedLoop,
    duration: length,
  }),
  strictObject({
    executor: executor('ramping-vus').describe(
      'Virtual users that ramp up and down (closed loop).',
    ),
    ...aim,
    startVUs: count.default(1).describe('Number of virtual users at the start.'),
    stages,
    gracefulRampDown: duration
      .default(30_000)
      .describe('Time for a running request to end when a ramp removes its virtual user.'),
  }),
  strictObject({
    executor: z
      .literal(['shared-iterations', 'per-vu-iterations'])
      .describe(
        'A number of requests, shared by the virtual users or for each of them (closed loop).',
      ),
    ...closedLoop,
    iterations: positive
      .default(1)
      .describe(
        'Number of requests: in total for `shared-iterations`, for each virtual user for `per-vu-iterations`.',
      ),
    maxDuration: duration.default(600_000).describe('Time after which no request starts.'),
  }),
  strictObject({
    executor: executor('constant-arrival-rate').describe(
      'Arrivals at a constant rate (open loop: none waits for an answer).',
    ),
    ...openLoop,
    ...arrival,
    rate: positive.describe('Arrivals per `timeUnit`.'),
    duration: length,
  }),
  strictObject({
    executor: executor('ramping-arrival-rate').describe(
      'Arrivals at a rate that ramps up and down (open loop).',
    ),
    ...openLoop,
    ...arrival,
    startRate: count.default(0).describe('Arrivals per `timeUnit` at the start.'),
    stages,
  }),
  strictObject({
    executor: z
      .literal('replay')
      .describe('Arrivals at the times of the dataset’s own column `at` (open loop; not k6’s).'),
    ...openLoop,
    speed: z
      .number()
      .gt(0)
      .default(1)
      .describe('Speed-up factor: 2 replays an hour of trace in half an hour.'),
    duration: duration
      .default(Infinity)
      .describe('Time of the replay after which rows are left out; at least 1s.'),
  }),
]);

/** Schema of a load, with the checks across its settings. */
export const loadSchema = executors.superRefine(checkLoad).transform((draft) => {
  if (!('preAllocatedVUs' in draft)) return draft;
  const { preAllocatedVUs, maxVUs = preAllocatedVUs, ...load } = draft;
  const slots: { maxVUs: number; preAllocatedVUs?: number } =
    preAllocatedVUs === maxVUs ? { maxVUs } : { maxVUs, preAllocatedVUs };
  if (!('arrival' in load)) return { ...load, ...slots };
  const { arrival: process, cv = 1, ...rate } = load;
  return { ...rate, ...slots, arrival: arrivalProcess(process, cv) };
});

type ArrivalProcess =
  | { readonly process: 'uniform' }
  | { readonly process: 'poisson' }
  | { readonly process: 'gamma'; readonly cv: number };

function arrivalProcess(process: ArrivalProcess['process'], cv: number): ArrivalProcess {
  return process === 'gamma' ? { process, cv } : { process };
}
