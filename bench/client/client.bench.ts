import { spawnSync } from 'node:child_process';
import { publish } from './bench-report.ts';
import { atMost } from './goal.ts';
import type { Goal } from './goal.ts';
import { canPin, runTask, startPinnedServer } from './pinned.ts';
import type { PinnedServer } from './pinned.ts';
import type { ArrivalFigures } from './arrival-task.ts';
import type { MemoryFigures } from './memory-task.ts';
import { median, of, streamTable } from './stream-cell.ts';
import type { Cell } from './stream-cell.ts';
import type { Subject } from './subject.ts';

/** The client figures: how far its times are from the true ones, and what it costs. */

const rounds = Number(process.env['BENCH_ROUNDS'] ?? '1');
/** Of one answer: 100 tokens, 20 ms apart. */
const ANSWER = 2000;
const MEASURED = 2000;

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

const REQUESTS: readonly (readonly [Subject, 'json' | 'http2'])[] = [
  ['undici json', 'json'],
  ['undici-request json', 'json'],
  ['proofload json', 'json'],
  ['proofload converse', 'json'],
  ['sdk converse', 'json'],
  ['sdk-default converse', 'http2'],
];

function say(what: string): void {
  process.stderr.write(`${what} …\n`);
}

async function measureStreams(server: PinnedServer): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    for (const { subject, streams, tls, figures } of cells) {
      say(`${subject}${tls ? ' over TLS' : ''}, ${streams} streams, round ${round}`);
      const url = tls ? server.secure : server.metronome;
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
      url: server.metronome,
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

async function measureRequests(server: PinnedServer): Promise<Map<Subject, number[]>> {
  const costs = new Map<Subject, number[]>(REQUESTS.map(([subject]) => [subject, []]));
  for (let round = 0; round < Math.max(3, rounds); round++) {
    for (const [subject, url] of REQUESTS) {
      say(`${subject}, 64 at once`);
      const task = { subject, url: server[url], measured: 1000 };
      costs.get(subject)?.push((await runTask('request', task)).cpuMicrosPerRequest);
    }
  }
  return costs;
}

const SLOW_STREAMS = 10_000;

/** Undefined where the machine allows too few sockets. */
async function measureMemory(): Promise<Map<Subject, MemoryFigures> | undefined> {
  const limit = Number(spawnSync('sh', ['-c', 'ulimit -n']).stdout.toString());
  if (limit < SLOW_STREAMS + 1000) return undefined;
  const server = await startPinnedServer(100, 2000);
  const figures = new Map<Subject, MemoryFigures>();
  for (const subject of [
    'proofload converse-stream',
    'proofload sse',
    'sdk converse-stream',
  ] as const) {
    say(`${subject}, ${SLOW_STREAMS} slow streams`);
    const task = { subject, url: server.metronome, streams: SLOW_STREAMS };
    figures.set(subject, await runTask('memory', task));
  }
  await server.close();
  return figures;
}

async function measureArrivals(server: PinnedServer, seconds: number): Promise<ArrivalFigures> {
  say(`1000 arrivals a second for ${seconds} s`);
  const task = { subject: 'proofload json', url: server.json, rate: 1000, seconds } as const;
  return runTask('arrivals', task);
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

function costGoals(costs: ReadonlyMap<Subject, readonly number[]>): Goal[] {
  const cost = (subject: Subject): number => median(costs.get(subject) ?? []);
  const events = (subject: Subject): number => of(find(subject, 200), (f) => f.cpuMicrosPerEvent);
  return [
    ...OURS.map((subject) =>
      atMost(
        `${subject}, 200 streams: CPU an event against undici and a scan`,
        events(subject) / events('undici sse'),
        1.3,
      ),
    ),
    atMost(
      'HTTP target: CPU a request against undici.dispatch',
      cost('proofload json') / cost('undici json'),
      1.3,
    ),
    atMost(
      'HTTP target: CPU a request against undici.request',
      cost('proofload json') / cost('undici-request json'),
      1.3,
    ),
    atMost(
      'Converse: CPU a request against the SDK over keep-alive HTTP/1.1',
      cost('proofload converse') / cost('sdk converse'),
      0.5,
    ),
    atMost(
      'Converse: CPU a request against the SDK as it comes',
      cost('proofload converse') / cost('sdk-default converse'),
      0.5,
    ),
  ];
}

const server = await startPinnedServer(ANSWER / 20, 20);
await measureStreams(server);
const workers = await measureWorkers(server);
const costs = await measureRequests(server);
const memory = await measureMemory();
const arrivals = await measureArrivals(server, 5);
const steady = await measureArrivals(server, 40);
say('recording samples');
const record = await runTask('record', { samples: 50_000, gaps: 60 });
await server.close();

/** Whether others left the cores to the bench: a bare client has then a p99 of 1 ms or less. */
const quiet = of(find('net sse', 100), (f) => f.each.p99) <= 5;
const thousand = find('proofload converse-stream', 1000);
const late = steady.resident.slice(Math.ceil(steady.resident.length / 4));
const growth = (late.at(-1) ?? 0) - (late[0] ?? 0);
const goals: Goal[] = [
  ...timeGoals(),
  ...costGoals(costs),
  {
    what: '1000 Converse streams, 50,000 events a second: delivered within 10 ms',
    target: '≥ 99 %',
    measured: `${(100 * of(thousand, (f) => f.delivered)).toFixed(1)} %`,
    met: of(thousand, (f) => f.delivered) >= 0.99,
  },
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
  ...[...(memory ?? [])]
    .filter(([subject]) => subject.startsWith('proofload'))
    .map(([subject, figures]) =>
      atMost(`${subject}, 10,000 slow streams: KB a stream`, figures.kilobytesPerStream, 30),
    ),
  atMost('1000 arrivals a second: lateness p99, ms', arrivals.lateness.p99, 1),
  atMost('recording a sample: µs', record.metrics + record.line, 20),
  atMost(
    `resident memory’s growth over the last three quarters of ${steady.resident.length} s, MB`,
    growth,
    10,
  ),
];

publish({
  name: 'client',
  title: 'The client: error of its times, and cost',
  notes: [
    canPin
      ? 'The server runs on core 0, each client in a fresh process on core 1.'
      : 'Processes could not be pinned to cores here.',
    `Streams of 100 tokens, 20 ms apart; ${MEASURED / 1000} s measured after 3 s; medians of ${rounds} round(s), single requests of ${Math.max(3, rounds)}.`,
    'An error is when the client saw a token minus when the server, on the same clock, sent it. "net" is a bare `data` callback that keeps the bytes; "undici" is `Pool.dispatch` doing the same; "sdk" is the AWS SDK for JavaScript over keep-alive HTTP/1.1, "sdk-default" with the handler it brings (HTTP/2).',
    ...(quiet
      ? []
      : [
          'THE MACHINE WAS NOT QUIET: even the bare client saw tokens late by more than 5 ms (p99 at 100 streams), so no time here says anything of the client. Ratios of CPU do.',
        ]),
    ...(memory === undefined
      ? ['Memory of slow streams was not measured: the limit on open files is too low (ulimit -n).']
      : []),
  ],
  tables: [
    {
      title: 'Goals',
      header: ['what', 'target', 'measured', 'met'],
      rows: goals.map(({ what, target, measured, met }) => [
        what,
        target,
        measured,
        met ? 'yes' : 'no',
      ]),
    },
    streamTable(cells),
    {
      title: 'CPU of a non-streaming request, 64 at once',
      header: ['client', 'µs, each round'],
      rows: [...costs].map(([subject, each]) => [
        subject,
        each.map((cost) => cost.toFixed(0)).join(', '),
      ]),
    },
    {
      title: 'Memory of slow streams, a token every 2 s',
      header: ['client', 'open sockets', 'KB a stream', 'resident MB'],
      rows: [...(memory ?? [])].map(([subject, f]) => [
        subject,
        String(f.open),
        f.kilobytesPerStream.toFixed(1),
        f.residentMegabytes.toFixed(0),
      ]),
    },
    {
      title: 'Through the runner',
      header: ['what', 'figure'],
      rows: [
        ['arrivals, failed', `${arrivals.arrivals}, ${arrivals.failed}`],
        [
          'lateness p50 / p99 / max, ms',
          `${arrivals.lateness.p50.toFixed(3)} / ${arrivals.lateness.p99.toFixed(2)} / ${arrivals.lateness.max.toFixed(1)}`,
        ],
        ['CPU an arrival, recording included, µs', arrivals.cpuMicrosPerArrival.toFixed(0)],
        [
          'recording: Metrics.add, NDJSON line, µs',
          `${record.metrics.toFixed(1)}, ${record.line.toFixed(1)}`,
        ],
        [
          'resident MB, every 5 s',
          steady.resident
            .filter((_, i) => i % 5 === 4)
            .map((mb) => mb.toFixed(0))
            .join(' '),
        ],
      ],
    },
  ],
  figures: {
    cells,
    requests: Object.fromEntries(costs),
    memory: Object.fromEntries(memory ?? []),
    workers,
    arrivals,
    steady,
    record,
    goals,
  },
});
