import { describe, expect, it } from 'vitest';
import { LoadGeneratorStats } from '../../../src/metrics/diagnostics/load-generator-stats.ts';
import { answeredIn, dropped, sampleOf } from '../sample-stub.ts';

function sentAt(due: number, sent: number, freed?: number) {
  return sampleOf({
    due,
    ...(freed === undefined ? {} : { freed }),
    stamps: { sent, lastToken: sent + 500 },
    end: sent + 500,
    attempts: [{ sent, end: sent + 500, outcome: 'ok' }],
  });
}

describe('load generator statistics', () => {
  it('load generator statistics count its own delay as late, not a wait for a slot', () => {
    const loadGeneratorStats = new LoadGeneratorStats(new Map());
    loadGeneratorStats.add(sentAt(0, 3));
    loadGeneratorStats.add(sentAt(0, 5002, 5000));
    expect(loadGeneratorStats.late).toBe(0);
    expect(loadGeneratorStats.latenessP99).toBeCloseTo(3, 1);
    loadGeneratorStats.add(sentAt(0, 300));
    expect(loadGeneratorStats.late).toBe(1);
    expect(loadGeneratorStats.latenessP99).toBeCloseTo(300, 0);
    expect(loadGeneratorStats.offered).toBe(3);
  });

  it('load generator statistics report how long arrivals waited for a slot, and the share of their time', () => {
    const loadGeneratorStats = new LoadGeneratorStats(new Map());
    loadGeneratorStats.add(sentAt(0, 0));
    expect(loadGeneratorStats.slotWait).toBeUndefined();
    loadGeneratorStats.add(sentAt(0, 1500, 1500));
    loadGeneratorStats.add(dropped({ due: 0, freed: 2000, scenario: 'other' }));
    const wait = loadGeneratorStats.slotWait;
    expect(wait).toMatchObject({ loads: ['steady', 'other'] });
    expect(wait?.share).toBeCloseTo(3500 / (500 + 2000 + 2000), 9);
    expect(wait?.p50).toBeCloseTo(1500, -1);
    expect(wait?.p95).toBeCloseTo(2000, -1);
  });

  it('load generator statistics do not count a socket that replaced a lost one as opened', () => {
    const loadGeneratorStats = new LoadGeneratorStats(new Map());
    const stamps = { sent: 10, connected: 5000 };
    const attempts = [{ sent: 10, end: 6000, outcome: 'ok', reconnections: 1 }] as const;
    loadGeneratorStats.add(sampleOf({ stamps, attempts }));
    expect(loadGeneratorStats).toMatchObject({ openedInWindow: 0, handshake: 0 });
  });

  it('load generator statistics separate the sockets of a target that opens one per request', () => {
    const loadGeneratorStats = new LoadGeneratorStats(new Map(), new Set(['each']));
    const fresh = sampleOf({ stamps: { sent: 10, connected: 50 } });
    loadGeneratorStats.add({ ...fresh, target: 'each' });
    loadGeneratorStats.add(fresh);
    expect(loadGeneratorStats).toMatchObject({
      openedInWindow: 1,
      openedByDesign: 1,
      handshake: 40,
    });
  });

  it('load generator statistics count drops, chunks, shared reads and opened sockets of the measured phase only', () => {
    const loadGeneratorStats = new LoadGeneratorStats(new Map());
    const fresh = sampleOf({ stamps: { sent: 10, connected: 50 }, chunks: 20, readsShared: 5 });
    loadGeneratorStats.add(fresh);
    loadGeneratorStats.add({ ...fresh, phase: 'warmup' });
    loadGeneratorStats.add(dropped({ chunks: 0 }));
    expect(loadGeneratorStats).toMatchObject({
      offered: 2,
      dropped: 1,
      openedInWindow: 1,
      handshake: 40,
      chunks: 20,
      readsShared: 5,
    });
  });

  it("load generator statistics check each constant load against Little's law, without its ramp-up", () => {
    const loadGeneratorStats = new LoadGeneratorStats(
      new Map([['steady', { start: 0, stop: 100_000 }]]),
    );
    for (let due = 0; due < 110_000; due += 100) loadGeneratorStats.add(answeredIn(2000, { due }));
    loadGeneratorStats.add(answeredIn(50_000, { due: 0, scenario: 'ramp' }));
    expect(loadGeneratorStats.loads).toHaveLength(1);
    expect(loadGeneratorStats.loads[0]?.name).toBe('steady');
    expect(loadGeneratorStats.loads[0]?.law.inFlight).toBeCloseTo(20, 6);
    expect(loadGeneratorStats.loads[0]?.law.gap).toBeCloseTo(0, 6);
  });

  it('load generator statistics without samples report no fault', () => {
    const loadGeneratorStats = new LoadGeneratorStats(new Map());
    expect(loadGeneratorStats.latenessP99).toBe(0);
    expect(loadGeneratorStats.handshake).toBe(0);
    expect(loadGeneratorStats.loads).toEqual([]);
  });
});
