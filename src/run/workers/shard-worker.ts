import { Problem } from '../../problem/problem.ts';
import { sendHeartbeats } from '../../process/heartbeat.ts';
import { StopController } from '../../runner/request/stop-controller.ts';
import { loadScenario } from '../../scenario/load-scenario.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import { systemClock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { generateLoad } from '../load/load-generator.ts';
import { redactRecord } from '../load/redact-record.ts';
import { prepareRun } from '../state/prepare-run.ts';
import type { WorkerMessage, WorkerCommand, WorkerTask } from './worker-protocol.ts';

const TELL_EVERY: Milliseconds = 200;

/**
 * Runs one shard of a load and sends its records to the run. It evaluates and writes nothing, and
 * ends when the run's process ends.
 */
export async function runShard(text: string): Promise<number> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- worker-process.ts wrote it
  const task = JSON.parse(text) as WorkerTask;
  process.once('disconnect', () => process.exit(0));
  if (!sendHeartbeats()) return 0;
  try {
    await work(task);
  } catch (error) {
    await tell({
      kind: 'failed',
      isProblem: error instanceof Problem,
      message: knownSecrets.scrub(error instanceof Error ? messageOf(error) : String(error)),
    });
  }
  process.removeAllListeners('disconnect');
  process.disconnect();
  return 0;
}

async function work({ runId, file, clientConfig, seed, shard }: WorkerTask): Promise<void> {
  const stop = new StopController();
  const started = hearOrders(stop);
  const scenario = await loadScenario(file, { seed });
  const state = await prepareRun(scenario, { clientConfig });
  stop.draining.addEventListener('abort', () => {
    void tell({ kind: 'stopped', reason: stop.reason ?? 'signal' });
  });
  const outbox = new Outbox();
  const telling = setInterval(() => outbox.tell(), TELL_EVERY);
  try {
    const loadResult = await generateLoad(state, clientConfig, {
      runId,
      stop,
      shard,
      onSend: () => outbox.sent++,
      // Written line by line: all at once would hold the event loop, and with it the stamps.
      // Cleaned here already: a token that this worker's command printed only this worker knows.
      onRecord: (record) =>
        outbox.lines.push(JSON.stringify({ ...redactRecord(record), query: undefined })),
      shouldAbort: () => false,
      start: async () => {
        await tell({ kind: 'ready' });
        const at = await started;
        return systemClock.now() + Number(at - process.hrtime.bigint()) / 1e6;
      },
    });
    outbox.tell();
    await tell({ kind: 'done', loadResult });
  } finally {
    clearInterval(telling);
  }
}

/** Handles the run's commands; resolves to the clock time at which the load starts. */
function hearOrders(stop: StopController): Promise<bigint> {
  return new Promise((resolve) => {
    process.on('message', (command: WorkerCommand) => {
      if (command.kind === 'start') resolve(command.at);
      else if (command.kind === 'end') stop.drain(command.reason);
      else stop.abort();
    });
  });
}

/** Records not yet sent to the run. */
class Outbox {
  sent = 0;
  lines: string[] = [];

  tell(): void {
    if (this.sent === 0 && this.lines.length === 0) return;
    void tell({ kind: 'records', sent: this.sent, lines: this.lines });
    this.sent = 0;
    this.lines = [];
  }
}

function tell(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    // An error means that the run's process has ended, which the disconnection shows as well.
    if (process.send?.(message, undefined, undefined, () => resolve()) === undefined) resolve();
  });
}

function messageOf(error: Error): string {
  return error instanceof Problem ? error.message : (error.stack ?? error.message);
}
