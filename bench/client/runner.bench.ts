import { publish } from './bench-report.ts';
import { atMost, goalTable } from './goal.ts';
import type { Goal } from './goal.ts';
import { PLACES, runTask, say, startPinnedServer } from './pinned.ts';

/** The runner bench: due times kept at a thousand arrivals a second, samples recorded, memory over time. */

/** How long the memory is watched; ten minutes with BENCH_SECONDS=600. */
const seconds = Number(process.env['BENCH_SECONDS'] ?? '40');

const server = await startPinnedServer(100, 20);
say(`1000 arrivals a second for ${seconds} s`);
const arrivals = await runTask('arrivals', {
  subject: 'proofload json',
  url: server.json,
  rate: 1000,
  seconds,
});
await server.close();
say('recording samples');
const record = await runTask('record', { samples: 50_000, gaps: 60 });

/** The first minute, or of a shorter run the first quarter, is for warming up. */
const late = arrivals.resident.slice(Math.min(60, Math.ceil(seconds / 4)));
const half = Math.floor(late.length / 2);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const growth = mean(late.slice(half)) - mean(late.slice(0, half));
const { lateness } = arrivals;
const goals: Goal[] = [
  atMost('1000 arrivals a second: lateness p99, ms', lateness.p99, 1),
  atMost('recording a sample of 60 chunks: µs', record.metrics + record.line, 20),
  atMost('resident memory, later half less earlier half once warm, MB', growth, 10),
];

publish({
  name: 'runner',
  title: 'The runner: due times, recording, memory',
  notes: [PLACES, `An open loop of 1,000 arrivals a second for ${seconds} s, every one recorded.`],
  tables: [
    goalTable(goals),
    {
      title: 'Figures',
      header: ['what', 'figure'],
      rows: [
        ['arrivals, failed', `${arrivals.arrivals}, ${arrivals.failed}`],
        [
          'lateness p50 / p99 / max, ms',
          `${lateness.p50.toFixed(3)} / ${lateness.p99.toFixed(2)} / ${lateness.max.toFixed(1)}`,
        ],
        ['CPU an arrival, recording included, µs', arrivals.cpuMicrosPerArrival.toFixed(0)],
        [
          'recording: Metrics.add, NDJSON line, µs',
          `${record.metrics.toFixed(1)}, ${record.line.toFixed(1)}`,
        ],
        [
          'resident MB, at eight instants',
          [1, 2, 3, 4, 5, 6, 7, 8]
            .map((n) => arrivals.resident[Math.floor((n / 8) * arrivals.resident.length) - 1] ?? 0)
            .map((mb) => mb.toFixed(0))
            .join(' '),
        ],
      ],
    },
  ],
  figures: { arrivals, record, goals },
});
