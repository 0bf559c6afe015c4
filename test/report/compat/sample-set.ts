import type { Sample } from '../../../src/sample/sample.ts';
import { dropped, failedWith, sampleOf } from '../../metrics/sample-stub.ts';

interface Parts {
  due: number;
  /** From `due`: other tools count from here, never from due. */
  late?: number;
  /** Milliseconds from sent. */
  event: number;
  first: number;
  visible?: number;
  last: number;
  end: number;
  chunks: number;
  input: number;
  output: number;
}

function streamed(parts: Parts, changes: Partial<Sample> = {}): Sample {
  const sent = parts.due + (parts.late ?? 0);
  return sampleOf({
    due: parts.due,
    stamps: {
      sent,
      firstByte: sent + parts.event,
      firstEvent: sent + parts.event,
      firstToken: sent + parts.first,
      firstVisible: sent + (parts.visible ?? parts.first),
      lastToken: sent + parts.last,
    },
    end: sent + parts.end,
    chunks: parts.chunks,
    attempts: [{ sent, end: sent + parts.end, outcome: 'ok' }],
    tokens: { input: parts.input, output: parts.output, source: 'reported' },
    ...changes,
  });
}

/**
 * Ten exchanges by hand, each with a trap: chunks of four tokens, a role event before the text,
 * reasoning before the answer, a single token, a body in one piece, cached input, a late send; and
 * what tools leave out: failures, a dropped arrival, a warm-up.
 */
export const SAMPLES: readonly Sample[] = [
  streamed(
    { due: -500, event: 100, first: 100, last: 9000, end: 9000, chunks: 5, input: 9, output: 90 },
    { phase: 'warmup' },
  ),
  // 101 tokens in 26 chunks of about four; the first event carries a role and no text.
  streamed({
    due: 0,
    event: 400,
    first: 1000,
    last: 3000,
    end: 3050,
    chunks: 26,
    input: 120,
    output: 101,
  }),
  // A token a chunk.
  streamed({
    due: 500,
    event: 300,
    first: 300,
    last: 1290,
    end: 1300,
    chunks: 100,
    input: 80,
    output: 100,
  }),
  // Reasons for two seconds before it says a word.
  streamed({
    due: 1000,
    event: 200,
    first: 500,
    visible: 2500,
    last: 4500,
    end: 4520,
    chunks: 200,
    input: 200,
    output: 201,
  }),
  // One token.
  streamed({
    due: 1500,
    event: 250,
    first: 250,
    last: 250,
    end: 260,
    chunks: 1,
    input: 50,
    output: 1,
  }),
  // All at once at the end: a fake stream.
  streamed({
    due: 2000,
    event: 2000,
    first: 2000,
    last: 2000,
    end: 2000,
    chunks: 1,
    input: 60,
    output: 61,
  }),
  // Sent 800 ms late; half of its input came from the cache.
  streamed(
    {
      due: 2500,
      late: 800,
      event: 350,
      first: 400,
      last: 1600,
      end: 1620,
      chunks: 40,
      input: 70,
      output: 41,
    },
    { tokens: { input: 70, cacheRead: 70, output: 41, source: 'reported' } },
  ),
  failedWith('throttled', { due: 3000, end: 3020 }),
  failedWith('timeout', { due: 3500, end: 13_500 }),
  dropped({ due: 4000 }),
];
