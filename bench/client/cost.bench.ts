import { spawnSync } from 'node:child_process';
import { publish } from './bench-report.ts';
import { atMost, goalTable } from './goal.ts';
import type { Goal } from './goal.ts';
import type { MemoryFigures } from './memory-task.ts';
import { PLACES, runTask, say, startPinnedServer } from './pinned.ts';
import type { PinnedServer } from './pinned.ts';
import { median } from './stream-cell.ts';
import type { Subject } from './subject.ts';

/** The cost bench: CPU of a request whose answer does not stream, and memory of streams that are slow. */

const rounds = Math.max(3, Number(process.env['BENCH_ROUNDS'] ?? '1'));

const REQUESTS: readonly (readonly [Subject, 'json' | 'http2'])[] = [
  ['undici json', 'json'],
  ['undici-request json', 'json'],
  ['proofload json', 'json'],
  ['proofload converse', 'json'],
  ['sdk converse', 'json'],
  ['sdk-default converse', 'http2'],
];

async function measureRequests(server: PinnedServer): Promise<Map<Subject, number[]>> {
  const costs = new Map<Subject, number[]>(REQUESTS.map(([subject]) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
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
    const task = { subject, url: server.calibrationServer, streams: SLOW_STREAMS };
    figures.set(subject, await runTask('memory', task));
  }
  await server.close();
  return figures;
}

const server = await startPinnedServer(100, 20);
const costs = await measureRequests(server);
await server.close();
const memory = await measureMemory();

/** Round by round, as the machine's speed drifts between them. */
function ratio(ours: Subject, theirs: Subject): number {
  const other = costs.get(theirs) ?? [];
  return median((costs.get(ours) ?? []).map((cost, round) => cost / (other[round] ?? Number.NaN)));
}

const goals: Goal[] = [
  atMost(
    'HTTP target: CPU a request against undici.dispatch',
    ratio('proofload json', 'undici json'),
    1.3,
  ),
  atMost(
    'HTTP target: CPU a request against undici.request',
    ratio('proofload json', 'undici-request json'),
    1.3,
  ),
  atMost(
    'Converse: CPU a request against the SDK over keep-alive HTTP/1.1',
    ratio('proofload converse', 'sdk converse'),
    0.5,
  ),
  atMost(
    'Converse: CPU a request against the SDK as it comes',
    ratio('proofload converse', 'sdk-default converse'),
    0.5,
  ),
  ...[...(memory ?? [])]
    .filter(([subject]) => subject.startsWith('proofload'))
    .map(([subject, figures]) =>
      atMost(`${subject}, 10,000 slow streams: KB a stream`, figures.kilobytesPerStream, 30),
    ),
];

publish({
  name: 'cost',
  title: 'The client: cost of its requests, and memory of its streams',
  notes: [
    PLACES,
    `64 requests at once, medians of ${rounds} rounds. "sdk" is the AWS SDK for JavaScript over keep-alive HTTP/1.1, "sdk-default" with the handler it brings (HTTP/2, a session a request).`,
    ...(memory === undefined
      ? ['Memory of slow streams was not measured: the limit on open files is too low (ulimit -n).']
      : []),
  ],
  tables: [
    goalTable(goals),
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
  ],
  figures: { requests: Object.fromEntries(costs), memory: Object.fromEntries(memory ?? []), goals },
});
