import { describe, expect, it } from 'vitest';
import { LatencySeries } from '../../../src/metrics/diagnostics/latency-series.ts';
import { answeredIn, dropped, failedWith } from '../sample-stub.ts';

describe('latency series', () => {
  it('a latency series is ordered by due times, not by ends', () => {
    const latencySeries = new LatencySeries();
    for (const due of [300, 100, 200]) latencySeries.add(answeredIn(due + 1, { due }));
    expect(latencySeries.entries()).toEqual([
      { due: 100, latency: 101 },
      { due: 200, latency: 201 },
      { due: 300, latency: 301 },
    ]);
  });

  it('a latency series contains an interrupted wait so far, and no other failures', () => {
    const latencySeries = new LatencySeries();
    latencySeries.add(failedWith('interrupted', { due: 0, end: 9000 }));
    latencySeries.add(failedWith('throttled', { due: 1 }));
    latencySeries.add(dropped({ due: 2 }));
    expect(latencySeries.entries()).toEqual([{ due: 0, latency: 9000 }]);
  });

  it('a latency series keeps every answer of a long run', () => {
    const latencySeries = new LatencySeries();
    for (let due = 0; due < 1000; due++) latencySeries.add(answeredIn(5, { due }));
    expect(latencySeries.entries().map(({ due }) => due)).toEqual(
      Array.from({ length: 1000 }, (_, due) => due),
    );
  });

  it('a latency series takes the first five answers by due time as cold', () => {
    const latencySeries = new LatencySeries();
    for (const due of [70, 60, 50, 40, 30, 20, 10]) latencySeries.add(answeredIn(due, { due }));
    latencySeries.add(failedWith('throttled', { due: 0 }));
    expect(latencySeries.cold()).toEqual([10, 20, 30, 40, 50]);
  });

  it('a latency series takes warm-up answers as cold first, and for nothing else', () => {
    const latencySeries = new LatencySeries();
    latencySeries.add(answeredIn(900, { due: 5, phase: 'warmup' }));
    for (const due of [0, 1, 2, 3, 4]) latencySeries.add(answeredIn(100, { due }));
    expect(latencySeries.cold()).toEqual([900, 100, 100, 100, 100]);
    expect(latencySeries.entries()).toHaveLength(5);
  });
});
