import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Score } from '../../src/judge/score.ts';
import { prepareRun } from '../../src/run/state/prepare-run.ts';
import type { RunState } from '../../src/run/state/run-state.ts';
import { StopController } from '../../src/runner/request/stop-controller.ts';
import { run } from '../../src/runner/run.ts';
import type { Outcome } from '../../src/sample/outcome.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { createRunDirectory, type RunDirectory } from '../../src/store/run-directory.ts';
import type { Call, Reply, Target } from '../../src/target/contract/target.ts';
import { systemClock } from '../../src/time/clock.ts';

/**
 * The memory bench: a run of many answers, from the issuer to the files, and what is kept on the heap
 * while it goes. Nobody is asked: a target in this process answers at once, so that 200,000 answers
 * take a minute. It fails where more than a few bytes of each arrival are kept.
 *
 *     node dist-bench/bench/memory/long-run.bench.js [answers] [bytes of each] [judge]
 */

const [answers = 200_000, bytes = 4000] = process.argv.slice(2, 4).map(Number);
const isJudged = process.argv[4] === 'judge';
const STEPS = 10;
/** Bytes that each arrival may leave on the heap: its latency and its due time, in arrays that double. */
const GOAL = 64;

setFlagsFromString('--expose-gc');
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the flag above exposes it
const collectGarbage = runInNewContext('gc') as () => void;

/** What goes wrong, each kind once in 40 arrivals; the rest is well. */
const FAULTS: readonly Outcome[] = [
  'throttled',
  'quota_exhausted',
  'timeout',
  'refused_request',
  'server_error',
  'model_error',
  'incomplete',
  'interrupted',
];

function createAnsweringTarget(name: string): Target {
  let asked = 0;
  return {
    name,
    async ask(_, call): Promise<Reply> {
      await call.gate?.();
      asked += 1;
      const fault = FAULTS[asked % 40];
      return replyOf(asked, fault ?? 'ok', call);
    },
    close: async () => undefined,
  };
}

function replyOf(asked: number, outcome: Outcome, { clock }: Call): Reply {
  const now = clock.now();
  // The latency is made up: what is kept of a run must not be little for its answers being alike.
  const end = now + 200 + ((asked * 7919) % 1009) + (asked % 97) / 100;
  return {
    outcome,
    ...(outcome === 'ok'
      ? {}
      : { error: { name: `${outcome}Exception`, message: `request ${asked} failed` } }),
    stamps: {
      sent: now,
      firstByte: now + 100,
      firstEvent: now + 100,
      firstToken: now + 101,
      firstVisible: now + 101,
      lastToken: end,
    },
    end,
    chunks: 60,
    readsShared: 1,
    chunkGaps: Array.from({ length: 60 }, (_, i) => 10 + ((asked * i) % 13)),
    answer: outcome === 'ok' ? Buffer.alloc(bytes, `answer ${asked} `).toString('latin1') : '',
    stopReason: 'end_turn',
    finish: 'whole',
    tokens: { input: 800, output: 60, source: 'reported' },
    server: { requestId: `request-${asked}`, model: 'm' },
  };
}

const JUDGE = `
judge:
  target: { kind: bedrock-converse, model: m }
  criteria: [correctness]
  sample: 200
`;

function scenarioText(): string {
  return `
dataset: queries.csv
targets:
  subject: { kind: bedrock-converse, model: m }
scenarios:
  many: { executor: shared-iterations, vus: 50, iterations: ${answers}, maxDuration: 1h }
${isJudged ? JUDGE : ''}`;
}

/** Megabytes on the heap and beside it, behind a whole collection. */
function megabytesKept(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

async function putOn(session: RunState, directory: RunDirectory<Score>): Promise<void> {
  let taken = 0;
  let first: number | undefined;
  const { scenario, dataset } = session;
  await run(scenario, {
    runId: 'memory',
    queries: dataset.queries,
    canaries: dataset.canaries,
    targets: new Map([['subject', createAnsweringTarget('subject')]]),
    clock: systemClock,
    stop: new StopController(),
    price: () => 0.001,
    onSend: () => undefined,
    onRecord(record) {
      session.take(record);
      directory.appendSample(record.sample);
      taken += 1;
      if (taken % Math.floor(answers / STEPS) !== 0) return;
      const kept = megabytesKept();
      const { rss } = process.memoryUsage();
      first ??= kept;
      console.log(
        `${taken} answers: ${kept.toFixed(1)} MB kept, ${(rss / 1e6).toFixed(0)} MB resident`,
      );
      if (taken < answers) return;
      const grown = ((kept - first) * 1e6) / (answers * (1 - 1 / STEPS));
      console.log(`${grown.toFixed(0)} bytes kept of each arrival; the goal is ${GOAL} at most`);
      if (grown > GOAL) process.exitCode = 1;
    },
    shouldAbort: () => false,
  });
}

const folder = mkdtempSync(join(tmpdir(), 'proofload-memory-'));
try {
  const file = join(folder, 'scenario.yaml');
  const rows = Array.from({ length: 40 }, (_, i) => `q${i},Question ${i}?,Answer ${i}.`);
  writeFileSync(join(folder, 'queries.csv'), ['id,question,reference', ...rows].join('\n'));
  writeFileSync(file, scenarioText());
  const scenario = await loadScenario(file, {});
  const clientConfig = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', connections: 50 };
  const session = await prepareRun(scenario, { clientConfig });
  const directory = createRunDirectory<Score>(folder, 'run', () => undefined);
  console.log(`before: ${megabytesKept().toFixed(1)} MB kept`);
  await putOn(session, directory);
  directory.close();
} finally {
  rmSync(folder, { recursive: true });
}
