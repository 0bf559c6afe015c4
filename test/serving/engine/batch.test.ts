import { describe, expect, it } from 'vitest';
import { createSequence, type Sequence } from '../../../src/serving/base/sequence.ts';
import { Batch } from '../../../src/serving/engine/batch.ts';
import { createRequestQueue } from '../../../src/serving/engine/request-queue.ts';
import type { EngineProfile } from '../../../src/serving/profiles/profile.ts';
import { plainEngine } from '../plain-engine.ts';

/** A batch, and a queue of prompts of so many tokens before it. */
function batchOf(knobs: Partial<EngineProfile>, ...prompts: readonly number[]) {
  const waiting = createRequestQueue();
  for (const [id, inputTokens] of prompts.entries()) {
    waiting.add(createSequence({ id, inputTokens, outputTokens: 10 }, 0));
  }
  waiting.enqueueArrived(0);
  return { batch: new Batch({ ...plainEngine, ...knobs }, waiting), waiting };
}

/** Ends an iteration and returns the ids of the sequences that generated a token. */
function finish(batch: Batch): number[] {
  const ids: number[] = [];
  batch.finishStep((sequence: Sequence) => {
    sequence.generated++;
    ids.push(sequence.id);
  });
  return ids;
}

describe('a batch', () => {
  it('spends no more than an iteration’s tokens on prompts', () => {
    const { batch } = batchOf({ batchTokens: 100 }, 60, 60);
    expect(batch.prefill(true)).toBe(100);
    expect(finish(batch)).toEqual([0]);
    expect(batch.isPrefilling).toBe(true);
    expect(batch.prefill(true)).toBe(20);
    expect(finish(batch)).toEqual([0, 1]);
    expect(batch.decoding).toBe(2);
  });

  it('admits no sequence while it may not', () => {
    const { batch } = batchOf({}, 60);
    expect(batch.prefill(false)).toBe(0);
    expect(batch.isEmpty).toBe(true);
  });

  it('keeps a hundredth of the cache for running sequences, but runs any one alone', () => {
    const { batch } = batchOf({ kvTokens: 100, batchTokens: 1000 }, 150, 5);
    batch.prefill(true);
    expect(finish(batch)).toEqual([0]);
    expect(batch.decoding).toBe(1);
  });

  it('returns the newest sequence to the queue when the cache is full', () => {
    const { batch, waiting } = batchOf({ kvTokens: 100, batchTokens: 1000 }, 45, 45);
    batch.prefill(true);
    finish(batch);
    expect(batch.preemptUntilFits()).toBe(false);
    batch.grow(4);
    expect(batch.preemptUntilFits()).toBe(true);
    expect(batch.decoding).toBe(1);
    expect(waiting.first?.id).toBe(1);
  });
});
