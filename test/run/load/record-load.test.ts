import { describe, expect, it } from 'vitest';
import type { LoadGeneratorOptions } from '../../../src/run/load/load-generator.ts';
import { recordLoad, type RecordingOptions } from '../../../src/run/load/record-load.ts';
import { ProgressCounter } from '../../../src/run/load/run-progress.ts';
import { NO_FILES } from '../../../src/run/result/run-files.ts';
import type { ArrivalRecord } from '../../../src/runner/request/arrival-record.ts';
import { StopController } from '../../../src/runner/request/stop-controller.ts';
import type { Answer } from '../../../src/store/answer.ts';
import { answeredIn, dropped, failedWith } from '../../metrics/sample-stub.ts';
import { emptyState, HEALTHY } from '../finished-run.ts';

const END = { end: { duration: 1000, rented: 1000 }, health: HEALTHY };
const at = { scenario: 'default', target: 'target', queryId: 'q0' };

function recordOf(sample = answeredIn(100, at)): ArrivalRecord {
  const query = { id: 'q0', messages: [], maxTokens: 1, context: [], tags: {}, row: {} };
  return { sample, query, answer: 'forty-two', chunkGaps: [] };
}

/** Records a load that generates as told. */
async function record(
  changes: Partial<RecordingOptions>,
  generate: (options: LoadGeneratorOptions) => void,
) {
  const stop = new StopController();
  const state = emptyState();
  const options = { runId: 'tested', stop, files: NO_FILES, answers: true, ...changes };
  const done = recordLoad(state, options, async (load) => {
    generate(load);
    return END;
  });
  return { stop, state, done };
}

describe('a load that is recorded', () => {
  it('has every record in the metrics of the run', async () => {
    const { state, done } = await record({}, ({ onRecord }) => {
      onRecord(recordOf());
      onRecord(recordOf());
    });
    await expect(done).resolves.toBe(END);
    expect(state.metrics.find('latency', 'target')?.n).toBe(2);
  });

  it('ends at once, and fails, where its samples cannot be written', async () => {
    const refused = new Error('the disk is full');
    const files = {
      ...NO_FILES,
      appendSample: () => {
        throw refused;
      },
    };
    const { stop, done } = await record({ files }, ({ onRecord }) => onRecord(recordOf()));
    await expect(done).rejects.toBe(refused);
    expect([stop.draining.aborted, stop.aborting.aborted]).toEqual([true, true]);
  });

  it.each([
    [true, ['forty-two']],
    [false, []],
  ])('writes the text of its answers only where that is asked for: %s', async (answers, texts) => {
    const written: Answer[] = [];
    const files = { ...NO_FILES, appendAnswer: (answer: Answer) => void written.push(answer) };
    const { done } = await record({ files, answers }, ({ onRecord }) => onRecord(recordOf()));
    await done;
    expect(written.map(({ answer }) => answer)).toEqual(texts);
  });
});

describe('the progress of a run', () => {
  it('counts what is in flight, done, throttled and failed, and what is known of its cost', () => {
    const { metrics } = emptyState();
    const counter = new ProgressCounter(60_000, metrics);
    for (let n = 0; n < 4; n++) counter.sent();
    counter.recorded(answeredIn(100, { ...at, costUsd: 2 }));
    counter.recorded(failedWith('throttled', at));
    counter.recorded(failedWith('timeout', at));
    counter.recorded(dropped(at));
    expect(counter.progress(5000)).toEqual({
      elapsed: 5000,
      planned: 60_000,
      inFlight: 1,
      done: 4,
      throttled: 1,
      failed: 2,
      spentAtLeast: 2,
    });
  });
});
