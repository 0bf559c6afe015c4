import { dayProfile } from '../../src/plan/demand/day-profile.ts';
import { standardNormal } from '../../src/random/normal.ts';
import { createRandom, type Random } from '../../src/random/random.ts';
import type { Serving } from '../../src/serving/base/serving.ts';
import { createServing } from '../../src/serving/create-serving.ts';
import { createFleet } from '../../src/serving/fleet.ts';
import { profileNamed } from '../../src/serving/profiles/profiles.ts';
import { simulate } from '../../src/serving/simulate.ts';
import { publish } from '../client/bench-report.ts';

/** How long simulated time takes: an hour of one replica, and a month of a campus. */

const HOUR = 3_600_000;
const MONTH_HOURS = 730;
const QUERIES_A_DAY = 50_000;
const EDGES = { emissions: 'edges' } as const;

/** Poisson arrivals, hour by hour at the rate of the day; 2,000 tokens in and 230 out, in the median. */
function* traffic(hours: number, perHour: (hour: number) => number) {
  const random = createRandom(1, 'arrivals');
  let id = 0;
  for (let hour = 0; hour < hours; hour++) {
    const gap = HOUR / perHour(hour);
    let at = hour * HOUR;
    for (;;) {
      at -= gap * Math.log(1 - random());
      if (at >= (hour + 1) * HOUR) break;
      yield {
        id: id++,
        at,
        inputTokens: around(2000, 0.4, random),
        outputTokens: around(230, 0.4, random),
      };
    }
  }
}

function around(median: number, sigma: number, random: Random): number {
  return Math.max(1, Math.round(median * Math.exp(sigma * standardNormal(random))));
}

function replica(name: string, n = 0): Serving {
  return createServing(profileNamed(name), createRandom(1, 'service', String(n)), EDGES);
}

function fleet(name: string): Serving {
  return createFleet({
    instances: { min: 1, max: 8, target: 8, startTime: 300_000, idleTime: 600_000 },
    routing: 'least-outstanding',
    replica: (n) => replica(name, n),
    random: createRandom(1, 'service', 'router'),
  });
}

const { hours } = dayProfile('campus');
const month = () => traffic(MONTH_HOURS, (hour) => (QUERIES_A_DAY / 24) * (hours[hour % 24] ?? 1));

const CASES = [
  {
    what: 'an hour, 10 a second, llama-8b-h100',
    serving: () => replica('llama-8b-h100'),
    jobs: () => traffic(1, () => 36_000),
    limit: 1,
  },
  {
    what: 'a month, 50,000 a day, claude-3-haiku (pooled)',
    serving: () => replica('claude-3-haiku'),
    jobs: month,
    limit: 30,
  },
  {
    what: 'a month, 50,000 a day, llama-8b-h100',
    serving: () => replica('llama-8b-h100'),
    jobs: month,
    limit: 30,
  },
  {
    what: 'a month, 50,000 a day, llama-70b-h100x2',
    serving: () => replica('llama-70b-h100x2'),
    jobs: month,
    limit: 30,
  },
  {
    what: 'a month, 50,000 a day, llama-70b-h100x2, 1 to 8 instances',
    serving: () => fleet('llama-70b-h100x2'),
    jobs: month,
    limit: 30,
  },
];

const ROUNDS = 3;

const rows = CASES.map(({ what, serving, jobs, limit }) => {
  process.stderr.write(`${what} …\n`);
  const seconds: number[] = [];
  let count = 0;
  let meanInFlight = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = process.cpuUsage();
    const result = simulate(serving(), jobs());
    const { user, system } = process.cpuUsage(began);
    seconds.push((user + system) / 1e6);
    count = result.jobs.length;
    ({ meanInFlight } = result);
  }
  const median = seconds.toSorted((a, b) => a - b)[1] ?? Number.NaN;
  return { what, jobs: count, inFlight: meanInFlight, cpuSeconds: median, limit };
});

publish({
  name: 'serving',
  title: 'Simulated time',
  notes: [
    `CPU seconds of this process, median of ${ROUNDS}; arrivals and their lengths are drawn within them.`,
    'A month is 730 hours of the campus day; 2,000 tokens in and 230 out, in the median.',
  ],
  tables: [
    {
      title: 'A month of traffic in CPU seconds',
      header: ['simulated', 'jobs', 'in flight', 'CPU s', 'goal', 'met'],
      rows: rows.map(({ what, jobs, inFlight, cpuSeconds, limit }) => [
        what,
        jobs.toLocaleString('en-US'),
        inFlight.toFixed(2),
        cpuSeconds.toFixed(2),
        `< ${limit}`,
        cpuSeconds < limit ? 'yes' : 'no',
      ]),
    },
  ],
  figures: rows,
});
