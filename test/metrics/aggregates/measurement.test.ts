import { describe, expect, it } from 'vitest';
import { measure, type Objectives } from '../../../src/metrics/aggregates/measurement.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { dropped, failedWith, sampleOf } from '../sample-stub.ts';

function measured(
  sample: Sample,
  objectives: Objectives = {},
): Record<string, (number | 'unknown')[]> {
  const values: Record<string, (number | 'unknown')[]> = {};
  for (const { metric, value } of measure(sample, objectives)) {
    (values[metric] ??= []).push(value);
  }
  return values;
}

const TOKENS = { source: 'unknown' } as const;

describe('measurements of a sample', () => {
  it('the measurements of a streamed answer are all specified times', () => {
    const server = { latency: 480, ttft: 90 };
    expect(measured(sampleOf({ server }))).toEqual({
      iterations: [1],
      dropped_iterations: [0],
      empty: [0],
      unread: [0],
      failed: [0],
      good: [1],
      attempts: [1],
      retry_amplification: [1],
      reconnections: [0],
      tenant_leaks: [0],
      cost: [0.001],
      throttled: [0],
      lateness: [10],
      slot_wait: [0],
      connect_time: [0],
      input_tokens: [200],
      output_tokens: [14],
      latency: [500],
      ttft: [120],
      server_latency: [480],
      server_ttft: [90],
      service_latency: [490],
      overhead: [10],
      service_ttft: [110],
      first_byte: [90],
      first_event: [95],
      first_token: [100],
      tpot: [30],
      output_tokens_per_second: [1000 / 30],
    });
  });

  it('the measurements of a sample count reconnections, also in parts of a route, and omit their connect time', () => {
    const legs = [
      { part: 'a', end: 1510, outcome: 'ok', tokens: TOKENS, reconnections: 2 },
    ] as const;
    const attempts = [
      { sent: 1010, end: 1200, outcome: 'throttled', reconnections: 1 },
      { sent: 1210, end: 1510, outcome: 'ok', legs },
    ] as const;
    const stamps = { sent: 1210, connected: 1400, firstByte: 1450 };
    const values = measured(sampleOf({ attempts, stamps }));
    expect(values['reconnections']).toEqual([3]);
    expect(values).not.toHaveProperty('connect_time');
    expect(measured(sampleOf({ stamps }))).toMatchObject({ connect_time: [190] });
  });

  it('the measurements of a sample contain the wait for a slot, also of an arrival dropped from the queue', () => {
    expect(measured(sampleOf({ freed: 1008 }))).toMatchObject({ slot_wait: [8] });
    expect(measured(dropped({ freed: 1300, due: 1000 }))).toMatchObject({ slot_wait: [300] });
    expect(measured(dropped())).not.toHaveProperty('slot_wait');
  });

  it('the measurements of a sample contain the delay between socket and application where both were recorded', () => {
    const seen = { firstVisible: 1121.5, lastToken: 1500.5, end: 1512 };
    expect(measured(sampleOf({ seen }))).toMatchObject({
      decode_overhead: [1.5],
      decode_delay: [0.5],
      ttft: [120],
      latency: [500],
    });
    expect(measured(sampleOf({ seen: { end: 1512 } }))).not.toHaveProperty('decode_overhead');
  });

  it('the measurements of a sample use the last byte where the content has no time', () => {
    const sample = sampleOf({ stamps: { sent: 1010, firstByte: 1100 } });
    expect(measured(sample)).toMatchObject({ latency: [510], service_latency: [500] });
    expect(measured(sample)).not.toHaveProperty('ttft');
  });

  it.each(['throttled', 'timeout', 'server_error', 'model_error', 'incomplete'] as const)(
    'the measurements of a sample that ended %s contain its lateness, and its wait as a lower bound',
    (outcome) => {
      const values = measured(sampleOf({ outcome }));
      expect(values).toMatchObject({ failed: [1], good: [0], lateness: [10], connect_time: [0] });
      expect(values).toMatchObject({ latency: [510], ttft: [120] });
      for (const metric of ['service_latency', 'service_ttft', 'first_byte', 'tpot']) {
        expect(values).not.toHaveProperty(metric);
      }
    },
  );

  it('the measurements of a sample without an answer are lower bounds, for TTFT only without a first token', () => {
    const bounds = (changes: Partial<Sample>) =>
      [...measure(sampleOf({ outcome: 'timeout', end: 6000, ...changes }), {})]
        .filter(({ isBound }) => isBound)
        .map(({ metric, value }) => `${metric} ${value}`);
    expect(bounds({})).toEqual(['latency 5000']);
    expect(bounds({ stamps: { sent: 1010 } })).toEqual(['latency 5000', 'ttft 5000']);
    expect(bounds({ outcome: 'ok' })).toEqual([]);
  });

  it('the measurements of an interrupted sample contain its wait so far, and its first token if it came', () => {
    const values = measured(sampleOf({ outcome: 'interrupted', end: 9000 }));
    expect(values).toMatchObject({ latency: [8000], failed: [1], good: [0] });
    expect(values).not.toHaveProperty('service_latency');
    expect(values).toMatchObject({ ttft: [120] });
  });

  it('the measurements of a dropped sample are that it failed and cost nothing', () => {
    expect(measured(dropped())).toEqual({
      iterations: [0],
      dropped_iterations: [1],
      failed: [1],
      good: [0],
      attempts: [0],
      retry_amplification: [0],
      reconnections: [0],
      tenant_leaks: [0],
      cost: [0],
      latency: [0],
      ttft: [0],
    });
  });

  it('the measurements of a sample count a throttled first attempt even where a retry succeeded', () => {
    const attempts = [
      { sent: 1003, end: 1005, outcome: 'throttled' },
      { sent: 1010, end: 1510, outcome: 'ok' },
    ] as const;
    expect(measured(sampleOf({ attempts }))).toMatchObject({
      throttled: [1],
      failed: [0],
      attempts: [2],
      lateness: [3],
    });
    const late = [attempts[1], attempts[0]];
    expect(measured(failedWith('throttled', { attempts: late }))).toMatchObject({ throttled: [0] });
  });

  it('the measurements of a sample have no time per token for one token, nor for a body in one piece', () => {
    expect(measured(sampleOf({ streamed: { first: 1, later: 0 } }))).not.toHaveProperty('tpot');
    const stamps = { sent: 1010, firstToken: 1500, firstVisible: 1500, lastToken: 1500 };
    expect(measured(sampleOf({ stamps }))).not.toHaveProperty('output_tokens_per_second');
  });

  it('the time per token divides by the tokens streamed after the first chunk, not by all counted ones', () => {
    const tokens = { output: 221, reasoning: 200, source: 'reported' } as const;
    const sample = sampleOf({ tokens, streamed: { first: 8, later: 13 } });
    expect(measured(sample)).toMatchObject({ tpot: [30], output_tokens: [221] });
  });

  it('the time per token is absent where the number of streamed tokens is unknown', () => {
    const { streamed: _streamed, ...sample } = sampleOf();
    expect(measured(sample)).not.toHaveProperty('tpot');
    expect(measured(sample)).not.toHaveProperty('output_tokens_per_second');
    expect(measured(sample)).toHaveProperty('output_tokens');
  });

  it('the connect time distinguishes a cold socket from a warm one, and is absent without a response', () => {
    const cold = sampleOf({ stamps: { sent: 1010, connected: 1042 } });
    expect(measured(cold)).toMatchObject({ connect_time: [32] });
    expect(measured(failedWith('server_error'))).not.toHaveProperty('connect_time');
  });

  it('the measurements of a sample report an unknown cost as unknown and never as 0', () => {
    const { costUsd: _, ...sample } = sampleOf();
    expect(measured(sample)).toMatchObject({ cost: ['unknown'] });
  });

  it.each<[string, Objectives, 0 | 1]>([
    ['no objective', {}, 1],
    ['a latency just met', { latency: 500 }, 1],
    ['a latency missed', { latency: 499 }, 0],
    ['a ttft just met', { ttft: 120 }, 1],
    ['a ttft missed', { ttft: 119, latency: 1000 }, 0],
  ])(
    'the measurements of a sample classify an answer by the objectives: %s',
    (_, objectives, good) => {
      expect(measured(sampleOf(), objectives)).toMatchObject({ good: [good] });
    },
  );

  it('an answer without a first token is good or not by its end', () => {
    const sample = sampleOf({ stamps: { sent: 1010, lastToken: 1500 } });
    expect(measured(sample, { ttft: 400 })).toMatchObject({ good: [0] });
    expect(measured(sample, { ttft: 500 })).toMatchObject({ good: [1] });
  });
});

describe('cache hit of a sample', () => {
  const hit = (tokens: Omit<Sample['tokens'], 'source'>) =>
    [...measure(sampleOf({ tokens: { ...tokens, source: 'reported' } }), {})]
      .filter(({ metric }) => metric === 'cache_hit')
      .map(({ value, weight }) => [value, weight]);

  it.each([
    [{ input: 100, cacheRead: 300, cacheWrite: 0 }, [[0.75, 400]]],
    [{ input: 100, cacheRead: 0, cacheWrite: 300 }, [[0, 400]]],
    [{ input: 0, cacheRead: 50 }, [[1, 50]]],
    [{ input: 100 }, []],
    [{ cacheRead: 50 }, []],
    [{ input: 0, cacheRead: 0 }, []],
  ])('the cache hit of a sample of %j is %j, by all its input tokens', (tokens, expected) => {
    expect(hit(tokens)).toEqual(expected);
  });
});
