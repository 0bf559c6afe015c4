import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { ServerLateness } from '../../src/emulator/calibration/calibration-server.ts';
import { publish } from '../client/bench-report.ts';

/** The metronome bench asks how much one core of it can play: it must outrun what it times. */
const SECONDS = 4;

interface Ensemble {
  readonly streams: number;
  /** Milliseconds between the tokens of a stream. */
  readonly interval: number;
}

const ENSEMBLES: readonly Ensemble[] = [
  { streams: 100, interval: 20 },
  { streams: 400, interval: 20 },
  { streams: 1000, interval: 20 },
  // More than it can play: what is left is its capacity.
  { streams: 400, interval: 2 },
];

const BODY = '{"messages":[],"stream":true}';
const REQUEST = [
  'POST /model/anthropic.metronome/converse-stream HTTP/1.1',
  'host: metronome',
  `content-length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');
const LAST = Buffer.from('\r\n0\r\n\r\n');

interface Figures extends Ensemble {
  readonly eventsPerSecond: number;
  readonly lateness: ServerLateness;
  /** Cores' worth of processor time. */
  readonly cpu: number;
}

async function play({ streams, interval }: Ensemble): Promise<Figures> {
  const words = ['metronome', '--tokens', '100', '--interval', String(interval)];
  const child = spawn('taskset', ['-c', '0', process.execPath, 'dist/cli/main.js', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const sockets: Socket[] = [];
  try {
    const [line]: unknown[] = await once(child.stdout, 'data');
    const url = new URL(String(line).trim());
    for (let n = 0; n < streams; n++) {
      sockets.push(listener(Number(url.port)));
      // Spread over two seconds, as long as an answer of the slower ensembles lasts.
      await timer(2000 / streams);
    }
    await lateness(url);
    const [began, cpu] = [performance.now(), cpuOf(child.pid ?? 0)];
    await timer(SECONDS * 1000);
    const told = await lateness(url);
    const seconds = (performance.now() - began) / 1000;
    return {
      streams,
      interval,
      eventsPerSecond: told.n / seconds,
      lateness: told,
      cpu: (cpuOf(child.pid ?? 0) - cpu) / seconds,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    child.kill();
  }
}

/** Reads without looking, and asks again after the last chunk. */
function listener(port: number): Socket {
  const buffer = Buffer.alloc(65_536);
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer,
      callback(length) {
        if (buffer.subarray(length - LAST.length, length).equals(LAST)) socket.write(REQUEST);
        return true;
      },
    },
  });
  socket.on('connect', () => socket.write(REQUEST));
  socket.on('error', () => socket.destroy());
  return socket;
}

async function lateness(url: URL): Promise<ServerLateness> {
  const response = await fetch(new URL('/_proofload/lateness', url));
  // oxlint-disable-next-line no-unsafe-type-assertion -- our own server's answer
  return (await response.json()) as ServerLateness;
}

/** Processor seconds of a process so far (proc(5): utime and stime, in hundredths). */
function cpuOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const all: Figures[] = [];
for (const ensemble of ENSEMBLES) all.push(await play(ensemble));

publish({
  name: 'metronome',
  title: 'What one core of the metronome can play',
  notes: [
    '`npm run bench:calibration`: ConverseStream frames, one write a token, the metronome pinned to one core, a reader that looks at nothing beside it. Lateness is from the beat to the write, milliseconds. Where other programs hold its core, what it plays for each second of processor time is what it could.',
  ],
  tables: [
    {
      title: 'Events',
      header: [
        'streams',
        'asked a second',
        'played a second',
        'cores',
        'per core-second',
        'late p50',
        'p99',
      ],
      rows: all.map(({ streams, interval, eventsPerSecond, cpu, lateness: { p50, p99 } }) => [
        String(streams),
        String((1000 / interval) * streams),
        String(Math.round(eventsPerSecond)),
        cpu.toFixed(2),
        String(Math.round(eventsPerSecond / cpu)),
        p50.toFixed(3),
        p99.toFixed(2),
      ]),
    },
  ],
  figures: all,
});
