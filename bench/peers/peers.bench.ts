import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerLateness } from '../../src/emulator/calibration/calibration-server.ts';
import { publish } from '../client/bench-report.ts';
import { autocannon } from './autocannon.ts';
import { k6 } from './k6.ts';
import { llmeter } from './llmeter.ts';
import { locust } from './locust.ts';
import { parseJson, type Peer, type PeerFigures } from './peer.ts';
import { proofload } from './proofload.ts';
import { wrk } from './wrk.ts';

/**
 * The peers bench lets every tool that can be had ask one metronome for the same streams, one tool
 * after the other, the metronome on one core and the tool on another.
 */
const PEERS: readonly Peer[] = [proofload, autocannon, wrk, k6, locust, llmeter];

/** What needs more than a package registry has. */
const ABSENT: Readonly<Record<string, string>> = {
  guidellm: 'not installed: depends on torch, and wants a tokenizer from a model hub',
  'vllm bench serve': 'not installed: depends on torch and CUDA packages of gigabytes',
  aiperf:
    'not driven: it installs from the registry with 137 other packages, and what it takes for a tokenizer without a model hub is still to be found out',
};

const TOKENS = 50;
const INTERVAL = 20;
const SECONDS = 10;
const STREAMS = [100, 400];

interface Outcome {
  readonly peer: string;
  readonly streams: number;
  readonly figures: PeerFigures;
  /** Tokens the metronome wrote, and how late it was itself. */
  readonly lateness: ServerLateness;
  /** CPU seconds of the tool, its start and its end too. */
  readonly cpu: number;
}

async function main(): Promise<void> {
  const words = ['metronome', `--tokens=${TOKENS}`, `--interval=${INTERVAL}`];
  const calibrationServer = spawn(
    'taskset',
    ['-c', '0', process.execPath, 'dist/cli/main.js', ...words],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const [line]: unknown[] = await once(calibrationServer.stdout, 'data');
    const origin = String(line).trim();
    const outcomes: Outcome[] = [];
    const absent = Object.entries(ABSENT).map(([name, reason]) => `${name}: ${reason}.`);
    for (const peer of PEERS) {
      const why = install(peer);
      for (const streams of STREAMS) {
        const outcome = why ?? (await drive(peer, origin, streams));
        process.stderr.write(`${peer.name} ${streams}: ${JSON.stringify(outcome)}\n`);
        if (typeof outcome === 'string') {
          absent.push(`${peer.name}, ${streams} streams: ${outcome}.`);
          continue;
        }
        outcomes.push(outcome);
      }
    }
    publish({
      name: 'peers',
      title: 'Other tools on the same stream',
      notes: [...notes, ...absent],
      tables: [{ title: 'Figures', header: HEADER, rows: outcomes.map(rowOf) }],
      figures: outcomes,
    });
  } finally {
    calibrationServer.kill();
  }
}

const notes = [
  `\`npm run bench:peers\`: every tool keeps N streams of server-sent events open for ${SECONDS} s against one \`proofload metronome\` (${TOKENS} tokens, ${INTERVAL} ms apart, the first ${INTERVAL} ms after the request), pinned to one core, the metronome to another. All start at once and so ask again at once: bursts are part of the load.`,
  `The error is what the tool printed less the same percentile of the true times, which the metronome keeps, from the request to the first and to the last token it wrote, and from each token to the next; milliseconds. Events per core-second count all CPU of the tool, its start and its reports too, so a tool that starts slowly looks worse than on a longer run. Delivered is the share of ${TOKENS} × N tokens a second that the metronome was asked for.`,
];

const ROOT = join(tmpdir(), 'proofload-peers');

function folderOf({ name }: Peer): string {
  return join(ROOT, name.split(' ')[0] ?? name);
}

/** Why it cannot be had; undefined once it is there. */
function install(peer: Peer): string | undefined {
  const folder = folderOf(peer);
  mkdirSync(folder, { recursive: true });
  try {
    peer.install(folder);
    return undefined;
  } catch (error) {
    return `not installed: ${String(error).split('\n')[0]}`;
  }
}

async function drive(peer: Peer, origin: string, streams: number): Promise<Outcome | string> {
  const folder = folderOf(peer);
  const url = `${origin}/v1/chat/completions`;
  const { words, env = {} } = peer.command(folder, { url, streams, seconds: SECONDS });
  await readLateness(origin);
  const timed = `TIMEFORMAT=$'\\nCPU %U %S'; time "$@"`;
  const { stdout, stderr, error } = spawnSync(
    'bash',
    ['-c', timed, 'timed', 'taskset', '-c', '1', ...words],
    {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 2 ** 28,
    },
  );
  const lateness = await readLateness(origin);
  if (error !== undefined) return `failed: ${error.message}`;
  const [, user, system] = [...stderr.matchAll(/^CPU ([\d.]+) ([\d.]+)$/gm)].at(-1) ?? [];
  try {
    const figures = peer.read(stdout, folder);
    return { peer: peer.name, streams, figures, lateness, cpu: Number(user) + Number(system) };
  } catch (failure) {
    return `failed: ${String(failure)} ${stderr.slice(-300)}`;
  }
}

async function readLateness(origin: string): Promise<ServerLateness> {
  const response = await fetch(`${origin}/_proofload/lateness`);
  return parseJson<ServerLateness>(await response.text());
}

const HEADER = [
  'tool',
  'streams',
  'events per core-second',
  'delivered %',
  'ttft error p50',
  'p99',
  'latency error p50',
  'p99',
  'chunk gap error p50',
  'p99',
  'metronome late p50',
  'p99',
];

function rowOf({ peer, streams, figures, lateness, cpu }: Outcome): string[] {
  const { ttft, latency, gap } = figures;
  return [
    peer,
    String(streams),
    Math.round(lateness.n / cpu).toLocaleString('en-US'),
    ((100 * lateness.n) / (streams * TOKENS * SECONDS)).toFixed(1),
    error(ttft?.p50, lateness.first.p50),
    error(ttft?.p99, lateness.first.p99),
    error(latency?.p50, lateness.last.p50),
    error(latency?.p99, lateness.last.p99),
    error(gap?.p50, lateness.gap.p50),
    error(gap?.p99, lateness.gap.p99),
    lateness.p50.toFixed(2),
    lateness.p99.toFixed(2),
  ];
}

function error(measured: number | undefined, truth: number): string {
  return measured === undefined ? 'not told' : (measured - truth).toFixed(2);
}

await main();
