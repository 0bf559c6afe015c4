import { describe, expect, it } from 'vitest';
import type { Query } from '../../src/dataset/query/query.ts';
import { askWithRetries, type Omissible } from '../../src/judge/ask-with-retries.ts';
import { judgeQuery } from '../../src/judge/prompt.ts';
import type { Reply } from '../../src/target/contract/target.ts';
import { FakeClock } from '../../src/time/fake-clock.ts';
import { CORRECTNESS, sampleAnswer } from './sample-answer.ts';

/** A judge that replies from a script, each reply with when and how it was asked. */
function scripted(...script: readonly Partial<Reply>[]) {
  const clock = new FakeClock();
  const asked: { at: number; query: Query }[] = [];
  const refused = new Set<Omissible>();
  const target = {
    name: 'judge',
    ask: (query: Query): Promise<Reply> => {
      const line = script[Math.min(asked.length, script.length - 1)];
      asked.push({ at: clock.now(), query });
      return Promise.resolve({
        outcome: 'ok',
        stamps: {},
        end: clock.now(),
        chunks: 1,
        readsShared: 0,
        chunkGaps: [],
        answer: '{}',
        tokens: { source: 'unknown' },
        ...line,
      });
    },
    close: () => Promise.resolve(),
  };
  const query = judgeQuery(sampleAnswer(), [CORRECTNESS]);
  const { signal } = new AbortController();
  const retryOptions = { target, timeout: 10_000, clock, random: () => 0.5, signal, refused };
  return { asked, refused, ask: () => clock.runUntil(askWithRetries(query, retryOptions)) };
}

const throttled = (retryAfter?: number): Partial<Reply> => ({
  outcome: 'throttled',
  ...(retryAfter === undefined ? {} : { server: { retryAfter } }),
});

const REFUSED: Partial<Reply> = {
  outcome: 'refused_request',
  error: { name: 'ValidationException', message: '`temperature` is deprecated for this model.' },
};

describe('an inquiry', () => {
  it('waits at least as long as the judge says before it asks again', async () => {
    const { asked, ask } = scripted(throttled(7000), throttled(), {});
    expect((await ask()).map(({ outcome }) => outcome)).toEqual(['throttled', 'throttled', 'ok']);
    expect(asked.map(({ at }) => at)).toEqual([0, 7500, 8500]);
  });

  it('does not ask again where the judge says to wait for longer than a minute', async () => {
    const { asked, ask } = scripted(throttled(61_000), {});
    expect(await ask()).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it('asks without the temperature once a judge refused it, and from then on', async () => {
    const { asked, refused, ask } = scripted(REFUSED, {}, {});
    expect((await ask()).at(-1)?.outcome).toBe('ok');
    await ask();
    expect(asked.map(({ query }) => query.temperature)).toEqual([0, undefined, undefined]);
    expect([...refused]).toEqual(['temperature']);
  });

  it('asks a judge that refuses all the same twice, and one that refuses something else once', async () => {
    const stubborn = scripted(REFUSED);
    expect(await stubborn.ask()).toHaveLength(2);
    const other = scripted({
      outcome: 'refused_request',
      error: { name: 'ValidationException', message: 'toolConfig is not supported' },
    });
    expect(await other.ask()).toHaveLength(1);
    expect(other.refused.size).toBe(0);
  });
});
