import type { Sample } from '../../src/sample/sample.ts';

/**
 * Creates a measured, ok, streamed sample on a warm socket, due at 1000 and 500 ms long, with the
 * given changes.
 */
export function sampleOf(changes: Partial<Sample> = {}): Sample {
  return {
    index: 0,
    scenario: 'steady',
    target: 'haiku',
    phase: 'measured',
    queryId: 'q1',
    tags: {},
    due: 1000,
    stamps: {
      sent: 1010,
      firstByte: 1100,
      firstEvent: 1105,
      firstToken: 1110,
      firstVisible: 1120,
      lastToken: 1500,
    },
    end: 1510,
    chunks: 4,
    readsShared: 0,
    outcome: 'ok',
    attempts: [{ sent: 1010, end: 1510, outcome: 'ok' }],
    tokens: { input: 200, output: 14, source: 'reported' },
    streamed: { first: 1, later: 13 },
    costUsd: 0.001,
    leaks: 0,
    ...changes,
  };
}

/** Creates an ok sample with this latency. */
export function answeredIn(latency: number, changes: Partial<Sample> = {}): Sample {
  const due = changes.due ?? 0;
  return sampleOf({
    due,
    stamps: { sent: due, lastToken: due + latency },
    end: due + latency,
    attempts: [{ sent: due, end: due + latency, outcome: 'ok' }],
    ...changes,
  });
}

/** Creates a sample that was sent and failed with this outcome. */
export function failedWith(outcome: Sample['outcome'], changes: Partial<Sample> = {}): Sample {
  const { due = 0, end = due + 50 } = changes;
  return sampleOf({
    due,
    stamps: { sent: due },
    end,
    outcome,
    attempts: [{ sent: due, end, outcome }],
    tokens: { source: 'unknown' },
    costUsd: 0,
    ...changes,
  });
}

/** Creates a sample that was due and never sent. */
export function dropped(changes: Partial<Sample> = {}): Sample {
  const due = changes.due ?? 0;
  return failedWith('dropped', { stamps: {}, attempts: [], end: due, ...changes });
}
