import { publish } from './bench-report.ts';
import { atLeast, atMost, goalTable } from './goal.ts';
import type { Goal } from './goal.ts';
import { PLACES, runTask, say, startPinnedServer } from './pinned.ts';
import type { PinnedServer } from './pinned.ts';
import { median, of, streamTable } from './stream-cell.ts';
import type { Cell } from './stream-cell.ts';
import type { Subject } from './subject.ts';

/** The client bench: how far the times of its streams are from the true ones, and what an event costs. */

const rounds = Number(process.env['BENCH_ROUNDS'] ?? '1');
/** Of one answer: 100 tokens, 20 ms apart. */
const ANSWER = 2000;
const MEASURED = 5000;

const SIZES = [100, 200, 400];
const SUBJECTS: readonly Subject[] = [
  'net sse',
  'undici sse',
  'proofload sse',
  'proofload converse-stream',
  'proofload invoke-stream',
  'proofload sagemaker-stream',
  'sdk converse-stream',
];
const cells: Cell[] = [
  ...SIZES.flatMap((streams) => SUBJECTS.map((subject) => ({ subject, streams, tls: false }))),
  ...SIZES.flatMap((streams) =>
    (['net sse', 'proofload sse'] as const).map((subject) => ({ subject, streams, tls: true })),
  ),
  ...(['net sse', 'proofload sse', 'proofload converse-stream'] as const).map((subject) => ({
    subject,
    streams: 1000,
    tls: false,
  })),
].map((cell) => ({ ...cell, figures: [] }));

async function measureStreams(server: PinnedServer): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    for (const { subject, streams, tls, figures } of cells) {
      say(`${subject}${tls ? ' over TLS' : ''}, ${streams} streams, round ${round}`);
      const url = tls ? server.secure : server.calibrationServer;
      const task = { subject, url, streams, answer: ANSWER, measured: MEASURED };
      figures.push(await runTask('stream', task));
    }
  }
}

/** A thousand Converse streams from two processes, 500 each; the worse of the two counts. */
async function measureWorkers(server: PinnedServer): Promise<{ p50: number; p99: number }[]> {
  const figures: { p50: number; p99: number }[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`two workers of 500 Converse streams, round ${round}`);
    const task = {
      subject: 'proofload converse-stream',
      url: server.calibrationServer,
      streams: 500,
      answer: ANSWER,
      measured: MEASURED,
    } as const;
    const both = await Promise.all([0, 1].map(() => runTask('stream', task, { core: 'any' })));
    figures.push({
      p50: Math.max(...both.map(({ each }) => each.p50)),
      p99: Math.max(...both.map(({ each }) => each.p99)),
    });
  }
  return figures;
}

function find(subject: Subject, streams: number, tls = false): Cell {
  const found = cells.find(
    (cell) => cell.subject === subject && cell.streams === streams && cell.tls === tls,
  );
  if (found === undefined) throw new Error(`${subject} was not measured at ${streams}`);
  return found;
}

const OURS = SUBJECTS.filter((subject) => subject.startsWith('proofload'));

function timeGoals(): Goal[] {
  return SIZES.flatMap((streams) => {
    const bare = of(find('net sse', streams), (f) => f.each.p99);
    const bareTls = of(find('net sse', streams, true), (f) => f.each.p99);
    return [
      ...OURS.flatMap((subject) => {
        const cell = find(subject, streams);
        const p50 = of(cell, (f) => f.each.p50);
        const p99 = of(cell, (f) => f.each.p99);
        return [
          atMost(`${subject}, ${streams} streams: p50 of each token, ms`, p50, 0.15),
          atMost(`${subject}, ${streams} streams: p99 against net's`, p99 / bare, 2),
        ];
      }),
      atMost(
        `proofload sse over TLS, ${streams} streams: p50 of each token, ms`,
        of(find('proofload sse', streams, true), (f) => f.each.p50),
        0.225,
      ),
      atMost(
        `proofload sse over TLS, ${streams} streams: p99 against net's over TLS`,
        of(find('proofload sse', streams, true), (f) => f.each.p99) / bareTls,
        2,
      ),
    ];
  });
}

function costGoals(): Goal[] {
  const cost = (subject: Subject): number => of(find(subject, 200), (f) => f.cpuMicrosPerEvent);
  return OURS.map((subject) =>
    atMost(
      `${subject}, 200 streams: CPU an event against undici and a scan`,
      cost(subject) / cost('undici sse'),
      1.3,
    ),
  );
}

const server = await startPinnedServer(ANSWER / 20, 20);
await measureStreams(server);
const workers = await measureWorkers(server);
await server.close();

/** Whether others left the cores to the bench: a bare client has then a p99 of 1 ms or less. */
const quiet = of(find('net sse', 100), (f) => f.each.p99) <= 5;
const thousand = find('proofload converse-stream', 1000);
const goals: Goal[] = [
  ...timeGoals(),
  ...costGoals(),
  atLeast(
    '1000 Converse streams, 50,000 events a second: % delivered within 10 ms',
    of(thousand, (f) => 100 * f.delivered),
    99,
  ),
  atMost(
    'the same: p50 of each token, ms',
    of(thousand, (f) => f.each.p50),
    1,
  ),
  atMost(
    'the same from two workers: p50 of each token, ms',
    median(workers.map(({ p50 }) => p50)),
    0.2,
  ),
];

publish({
  name: 'client',
  title: 'The client: error of its times, and cost of its events',
  notes: [
    PLACES,
    `Streams of 100 tokens, 20 ms apart, their starts scattered; ${MEASURED / 1000} s measured after 3 s; medians of ${rounds} round(s), every client in each.`,
    'An error is when the client saw a token minus when the server, on the same clock, sent it. "net" is a bare `data` callback that keeps the bytes; "undici" is `Pool.dispatch` that scans and keeps them; "sdk" is the AWS SDK for JavaScript over keep-alive HTTP/1.1.',
    ...(quiet
      ? []
      : [
          'THE MACHINE WAS NOT QUIET: even the bare client saw tokens late by more than 5 ms (p99 at 100 streams), so no time here says anything of the client. Ratios of CPU do.',
        ]),
  ],
  tables: [goalTable(goals), streamTable(cells)],
  figures: { cells, workers, goals },
});
