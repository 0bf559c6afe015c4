import { describe, expect, it } from 'vitest';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { serverSide } from '../../../src/report/notes/server-side.ts';
import type { RunResult } from '../../../src/report/result/result.ts';
import { sampleResult } from '../sample-result.ts';

/** The sample result with a service that tells its own times, and a client that tells its health. */
function telling(): RunResult {
  const targets = sampleResult.targets.map((target) => {
    const { latency } = target.metrics;
    if (latency?.type !== 'trend') return target;
    const server = { ...latency, p50: 1500, p95: 2800 };
    const overhead = { ...latency, p50: 12, p95: 31 };
    const metrics = {
      ...target.metrics,
      service_latency: latency,
      server_latency: server,
      overhead,
    };
    return { ...target, metrics };
  });
  const client = {
    elu: 0.21,
    eluMax: 0.34,
    cpu: 0.25,
    starved: 0,
    loopDelayP99: 1.9,
    gcPauseMax: 4,
    gcShare: 0.01,
    clockStep: 1,
    latenessP99: 1.9,
    offered: 6000,
    late: 0,
    dropped: 3,
    openedInWindow: 12,
    handshake: 41,
    chunks: 1000,
    readsShared: 20,
    loads: [
      { name: 'monday', law: { inFlight: 15, rate: 10, residence: 1500, gap: 0, chance: 0.01 } },
    ],
    thin: [],
  };
  return { ...sampleResult, targets, client };
}

describe('the service’s own times', () => {
  it('are beside the client’s, with their difference', () => {
    const [target] = telling().targets;
    expect(target === undefined ? [] : serverSide(target)).toEqual([
      { measure: 'whole answer, by the service', p50: '1.5 s', p95: '2.8 s' },
      { measure: 'whole answer, by the client', p50: '1.54 s', p95: '2.83 s' },
      { measure: 'between the two', p50: '12 ms', p95: '31 ms' },
    ]);
  });

  it('are absent if the service reports none', () => {
    expect(sampleResult.targets.flatMap(serverSide)).toEqual([]);
    expect(renderHtml(sampleResult)).not.toContain('By the service’s clock');
  });

  it('are in the HTML and the text report', () => {
    expect(renderHtml(telling())).toContain('By the service’s clock and by ours');
    expect(renderText(telling(), { colour: false })).toContain(
      'by the service p50 1.5 s p95 2.8 s · on the way p50 12 ms p95 31 ms',
    );
  });
});

describe('the load generator’s own figures', () => {
  it('are in the HTML report’s method section', () => {
    const page = renderHtml(telling());
    expect(page).toContain('6,000 requests due, 3 found no slot, 0 sent far too late');
    expect(page).toContain('busy 21 % of the time, 34 % at its worst; 0.25 cores');
    expect(page).toContain('12 opened while measuring, 41 ms each');
    expect(page).toContain('15 on the mean; rate times time makes 15');
  });
});
