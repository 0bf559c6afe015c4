import { describe, expect, it } from 'vitest';
import { emptyState, JUDGED, putLoad, taking } from '../finished-run.ts';

describe('what a run gathers', () => {
  it('has no warm-up answer: none is counted, measured or judged', async () => {
    const state = emptyState({ ...JUDGED, warmup: { iterations: 3 } });
    await putLoad(state, taking(100));
    expect(state.answered.get('target')).toBe(10);
    expect(state.answerSample?.drawn()).toHaveLength(10);
    expect(state.metrics.find('latency', 'target')?.n).toBe(10);
  });

  it('has the cost of the warm-up all the same', async () => {
    const state = emptyState({ warmup: { iterations: 3 } });
    await putLoad(state, taking(100));
    expect(state.ledgers.get('target')?.spent).toBe(26);
  });

  it('has no failed answer for the judge', async () => {
    const state = emptyState(JUDGED);
    await putLoad(state, (_, n) => ({ takes: 100, outcome: n < 4 ? 'incomplete' : 'ok' }));
    expect(state.answerSample?.drawn().map(({ queryId }) => queryId)).toHaveLength(6);
    expect(state.answered.get('target')).toBe(6);
  });
});
