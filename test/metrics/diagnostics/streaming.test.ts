import { describe, expect, it } from 'vitest';
import { streamingOf, StreamingTally } from '../../../src/metrics/diagnostics/streaming.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { failedWith, sampleOf } from '../sample-stub.ts';

/** Sent at 0, answered in full at 2000. */
function streamed(
  firstToken: number,
  output: number,
  chunks: number,
  changes: Partial<Sample> = {},
): Sample {
  return sampleOf({
    due: 0,
    stamps: { sent: 0, firstToken, firstVisible: firstToken, lastToken: 2000 },
    end: 2000,
    chunks,
    tokens: { output, source: 'reported' },
    streamed: chunks === 1 ? { first: output, later: 0 } : { first: 1, later: output - 1 },
    ...changes,
  });
}

/** An answer with an unknown number of streamed tokens. */
function unmeasured({ streamed: _streamed, ...sample }: Sample): Sample {
  return sample;
}

/** An answer whose tokens, all but 21, were reasoning that was not streamed. */
function behindThinking(sample: Sample): Sample {
  return { ...sample, streamed: { first: 1, later: 20 } };
}

describe('stream', () => {
  it.each([
    ['token by token', streamed(400, 100, 100), 'true'],
    ['of four tokens a chunk', streamed(400, 100, 25), 'true'],
    ['of ten tokens a read', streamed(400, 100, 10), 'true'],
    [
      'of eleven tokens a read',
      streamed(400, 110, 10, { chunks: 110, readsShared: 100 }),
      'batched',
    ],
    ['of two reads', streamed(400, 100, 2), 'batched'],
    ['in one chunk', streamed(2000, 100, 1), 'fake'],
    ['in one read of many chunks', streamed(2000, 100, 100, { readsShared: 99 }), 'fake'],
    ['within 20 ms at the end', streamed(1980, 100, 50), 'fake'],
    ['short, after a long prompt, at a pace a model can have', streamed(1950, 20, 20), 'true'],
    ['of too few tokens to tell', streamed(2000, 19, 1), undefined],
    ['of unknown length', unmeasured(streamed(400, 221, 2)), undefined],
    ['behind thinking that was not streamed', behindThinking(streamed(400, 221, 21)), 'true'],
    ['that failed', failedWith('incomplete'), undefined],
  ])('a stream %s is %s', (_name, sample, kind) => {
    expect(streamingOf(sample)).toBe(kind);
  });

  it("a target's streaming is classified by half of its answers", () => {
    const tally = new StreamingTally();
    expect(tally.streaming()).toBeUndefined();
    tally.add(streamed(400, 100, 100));
    tally.add(failedWith('timeout'));
    expect(tally.streaming()).toEqual({ kind: 'true', judged: 1, batched: 0, fake: 0 });
    tally.add(streamed(400, 100, 2));
    expect(tally.streaming()).toMatchObject({ kind: 'batched', judged: 2 });
    tally.add(streamed(2000, 100, 1));
    tally.add(streamed(2000, 100, 1));
    expect(tally.streaming()).toEqual({ kind: 'fake', judged: 4, batched: 1, fake: 2 });
  });
});
