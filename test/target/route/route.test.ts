import { describe, expect, it } from 'vitest';
import type { Routing } from '../../../src/scenario/target/route-schema.ts';
import type { Call, Reply } from '../../../src/target/contract/target.ts';
import type { Branch } from '../../../src/target/route/branch.ts';
import { createCache } from '../../../src/target/route/cache.ts';
import { createRoute } from '../../../src/target/route/route.ts';
import { FakeClock } from '../../../src/time/fake-clock.ts';
import { callOf, queryOf } from '../asking.ts';
import { scriptedPart } from './scripted-part.ts';

/** Calls a route on a fake clock that starts at 0. */
async function ask(
  routing: Routing,
  parts: readonly Branch[],
  {
    query = queryOf('Hi'),
    call = {},
  }: { query?: ReturnType<typeof queryOf>; call?: Partial<Call> } = {},
): Promise<Reply> {
  const clock = new FakeClock();
  const route = createRoute({ kind: 'route', ...routing, parts: {} }, parts);
  return clock.runUntil(route(query, callOf({ clock, ...call })));
}

const CASCADE: Routing = { by: 'cascade', escalate: { refusal: true } };

describe('a cascade', () => {
  it('a cascade keeps a cheap answer, which is shown only when complete', async () => {
    const strong = scriptedPart('strong', [{ takes: 500 }]);
    const reply = await ask(CASCADE, [scriptedPart('cheap', [{ first: 20, takes: 100 }]), strong]);
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'cheap answers',
      route: 'cheap',
      chunks: 1,
      chunkGaps: [],
      stamps: { sent: 0, firstByte: 20, firstToken: 100, firstVisible: 100, lastToken: 100 },
    });
    expect(reply.legs).toHaveLength(1);
    expect(strong.queries).toEqual([]);
  });

  it("a cascade keeps a server's own times if only that server was waited for", async () => {
    const parts = [scriptedPart('cheap', [{ takes: 100 }]), scriptedPart('strong', [{ takes: 9 }])];
    expect((await ask(CASCADE, parts)).server).toEqual({ latency: 99, model: 'cheap' });
    const both: Routing = { by: 'cascade', escalate: { refusal: false, shorterThan: 99 } };
    expect((await ask(both, parts)).server).toEqual({ model: 'strong' });
  });

  it('a cascade streams the last part’s answer, and counts from the first request', async () => {
    const cheap = scriptedPart('cheap', [{ takes: 100, answer: "I'm sorry, I do not know." }]);
    const reply = await ask(CASCADE, [cheap, scriptedPart('strong', [{ first: 50, takes: 300 }])]);
    expect(reply).toMatchObject({
      route: 'strong',
      answer: 'strong answers',
      chunks: 2,
      stamps: { sent: 0, connected: 1, firstVisible: 150, lastToken: 400 },
      end: 400,
      legs: [
        { part: 'cheap', sent: 0, end: 100, outcome: 'ok', tokens: { input: 10, output: 5 } },
        { part: 'strong', sent: 100, end: 400, outcome: 'ok', tokens: { input: 10, output: 5 } },
      ],
    });
  });

  it.each<[string, Routing & { by: 'cascade' }, object]>([
    ['was withheld', CASCADE, { stopReason: 'guardrail_intervened' }],
    ['is too short', { by: 'cascade', escalate: { refusal: false, shorterThan: 20 } }, {}],
    ['matches', { by: 'cascade', escalate: { refusal: false, matching: 'CHEAP' } }, {}],
    ['failed', CASCADE, { outcome: 'throttled' }],
  ])('a cascade escalates an answer that %s', async (_, routing, line) => {
    const cheap = scriptedPart('cheap', [{ takes: 10, ...line }]);
    const reply = await ask(routing, [cheap, scriptedPart('strong', [{ takes: 10 }])]);
    expect(reply.route).toBe('strong');
  });

  it('a cascade accepts a refusal if configured', async () => {
    const cheap = scriptedPart('cheap', [{ takes: 10, answer: 'I do not know.' }]);
    const routing: Routing = { by: 'cascade', escalate: { refusal: false } };
    expect((await ask(routing, [cheap, scriptedPart('strong', [{ takes: 10 }])])).route).toBe(
      'cheap',
    );
  });

  it('an aborted cascade calls no other part', async () => {
    const strong = scriptedPart('strong', [{ takes: 10 }]);
    const reply = await ask(CASCADE, [scriptedPart('cheap', [{ takes: 10 }]), strong], {
      call: { signal: AbortSignal.abort('end') },
    });
    expect(reply).toMatchObject({ outcome: 'interrupted', route: 'cheap' });
    expect(strong.queries).toEqual([]);
  });

  it('only a cascade’s first request waits for the gate', async () => {
    let opened = 0;
    const gate = async (): Promise<void> => {
      opened += 1;
    };
    const cheap = scriptedPart('cheap', [{ takes: 10, outcome: 'server_error' }]);
    await ask(CASCADE, [cheap, scriptedPart('strong', [{ takes: 10 }])], { call: { gate } });
    expect(opened).toBe(1);
  });
});

describe('rules', () => {
  const routing: Routing = {
    by: 'rules',
    rules: [
      { to: 'strong', tags: { level: 'hard' } },
      { to: 'long', tags: {}, longerThan: 10 },
    ],
    otherwise: 'cheap',
  };

  it.each([
    ['by tag', queryOf('Hi', { tags: { level: 'hard' } }), 'strong'],
    ['by tag before length', queryOf('Hi, long one', { tags: { level: 'hard' } }), 'strong'],
    ['by length', queryOf('Hi', { system: 'Be brief.' }), 'long'],
    ['at the bound', queryOf('0123456789'), 'cheap'],
    ['otherwise', queryOf('Hi', { tags: { level: 'easy' } }), 'cheap'],
  ])('rules choose a part %s', async (_, query, route) => {
    const parts = ['cheap', 'strong', 'long'].map((name) => scriptedPart(name, [{ takes: 10 }]));
    const reply = await ask(routing, parts, { query });
    expect(reply).toMatchObject({ route, answer: `${route} answers`, chunks: 2 });
    expect(reply.legs).toHaveLength(1);
  });
});

describe('a fallback', () => {
  const routing: Routing = { by: 'fallback', on: ['throttled', 'timeout'] };
  const second = () => scriptedPart('second', [{ takes: 50 }]);

  it('a fallback calls the next part if the first is throttled', async () => {
    const first = scriptedPart('first', [{ takes: 5, outcome: 'throttled' }]);
    const reply = await ask(routing, [first, second()]);
    expect(reply).toMatchObject({ outcome: 'ok', route: 'second', stamps: { sent: 0 }, end: 55 });
    expect(reply.legs?.map(({ outcome }) => outcome)).toEqual(['throttled', 'ok']);
  });

  it("a fallback calls the next part after the first one's own time limit", async () => {
    const first = scriptedPart('first', [{ takes: 9000 }], 200);
    const reply = await ask(routing, [first, second()]);
    expect(reply).toMatchObject({ outcome: 'ok', route: 'second', end: 250 });
    expect(reply.legs?.[0]).toMatchObject({ outcome: 'timeout', end: 200 });
  });

  it('a fallback returns a failure that is not a reason to fall back', async () => {
    const first = scriptedPart('first', [{ takes: 5, outcome: 'refused_request' }]);
    const reply = await ask(routing, [first, second()]);
    expect(reply).toMatchObject({ outcome: 'refused_request', route: 'first' });
  });

  it('a fallback fails as its last part does', async () => {
    const failing = (name: string) => scriptedPart(name, [{ takes: 5, outcome: 'throttled' }]);
    const reply = await ask(routing, [failing('first'), failing('second')]);
    expect(reply).toMatchObject({ outcome: 'throttled', route: 'second' });
  });
});

describe('a cache', () => {
  it('a cache calls its part once for equal queries, and the second costs nothing', async () => {
    const clock = new FakeClock();
    const part = scriptedPart('model', [{ first: 20, takes: 100 }]);
    const route = createRoute({ kind: 'route', by: 'cache', parts: {} }, [part]);
    const replyFor = (id: string) =>
      clock.runUntil(route(queryOf('Hi', { id, tags: { id } }), callOf({ clock })));
    expect(await replyFor('q1')).toMatchObject({ route: 'model', chunks: 2, end: 100 });
    expect(await replyFor('q2')).toMatchObject({
      outcome: 'ok',
      route: 'cache',
      answer: 'model answers',
      legs: [],
      tokens: { input: 0, output: 0, source: 'counted' },
      stamps: { sent: 100, firstVisible: 100, lastToken: 100 },
      end: 100,
    });
    expect(part.queries).toHaveLength(1);
  });

  it.each([
    ['another tenant', { tenant: 'other' }],
    ['another system prompt', { system: 'Be brief.' }],
    ['a shorter limit', { maxTokens: 1 }],
    ['other columns', { row: { id: 'q1', product: 'shoes' } }],
  ])('a cache calls its part again for %s', async (_, more) => {
    const clock = new FakeClock();
    const part = scriptedPart('model', [{ takes: 10 }]);
    const route = createRoute({ kind: 'route', by: 'cache', parts: {} }, [part]);
    await clock.runUntil(route(queryOf('Hi'), callOf({ clock })));
    const reply = await clock.runUntil(route(queryOf('Hi', more), callOf({ clock })));
    expect(reply.route).toBe('model');
  });

  it('a cache drops the oldest answers above its capacity', async () => {
    const clock = new FakeClock();
    const part = scriptedPart('model', [{ takes: 10, answer: 'x'.repeat(1000) }]);
    const cache = createCache(part, 2500);
    const replyFor = async (text: string) =>
      (await clock.runUntil(cache(queryOf(text), callOf({ clock })))).route;
    for (const text of ['a', 'b', 'c']) expect(await replyFor(text)).toBe('model');
    expect(await replyFor('b')).toBe('cache');
    expect(await replyFor('c')).toBe('cache');
    expect(await replyFor('a')).toBe('model');
    expect(await replyFor('c')).toBe('cache');
    expect(await replyFor('b')).toBe('model');
  });

  it('a cache keeps no failure', async () => {
    const clock = new FakeClock();
    const part = scriptedPart('model', [{ takes: 10, outcome: 'server_error' }, { takes: 10 }]);
    const route = createRoute({ kind: 'route', by: 'cache', parts: {} }, [part]);
    await clock.runUntil(route(queryOf('Hi'), callOf({ clock })));
    const reply = await clock.runUntil(route(queryOf('Hi'), callOf({ clock })));
    expect(reply).toMatchObject({ outcome: 'ok', route: 'model' });
  });
});

describe('a hedge', () => {
  const routing: Routing = { by: 'hedge', after: 100, cancel: true };

  it('a hedge sends no second request if the first is answered in time', async () => {
    const reply = await ask(routing, [scriptedPart('model', [{ first: 10, takes: 90 }])]);
    expect(reply).toMatchObject({ route: 'model', end: 90, stamps: { firstVisible: 90 } });
    expect(reply.legs).toHaveLength(1);
  });

  it('a hedge takes the first complete answer and cancels the other', async () => {
    const model = scriptedPart('model', [{ takes: 900 }, { takes: 50 }]);
    const reply = await ask(routing, [model]);
    expect(reply).toMatchObject({
      outcome: 'ok',
      route: 'hedge',
      end: 150,
      stamps: { sent: 0, firstVisible: 150 },
      legs: [
        { part: 'model', outcome: 'interrupted', tokens: { source: 'unknown' } },
        { part: 'model', sent: 100, outcome: 'ok' },
      ],
    });
  });

  it('a hedge without cancel lets the other request finish and counts its tokens', async () => {
    const parts = [scriptedPart('one', [{ takes: 900 }]), scriptedPart('two', [{ takes: 50 }])];
    const reply = await ask({ ...routing, cancel: false }, parts);
    expect(reply).toMatchObject({ route: 'two', end: 150 });
    expect(reply.legs).toMatchObject([
      { part: 'one', end: 900, outcome: 'ok', tokens: { output: 5 } },
      { part: 'two', end: 150, outcome: 'ok', tokens: { output: 5 } },
    ]);
  });

  it('a hedge survives the failure of one request', async () => {
    const model = scriptedPart('model', [{ takes: 20, outcome: 'server_error' }, { takes: 50 }]);
    expect(await ask(routing, [model])).toMatchObject({ outcome: 'ok', route: 'hedge', end: 150 });
  });

  it('a hedge counts its delay from when the first request was sent', async () => {
    const clock = new FakeClock();
    const gate = () => clock.sleepUntil(1000);
    const route = createRoute({ kind: 'route', ...routing, parts: {} }, [
      scriptedPart('model', [{ takes: 900 }, { takes: 50 }]),
    ]);
    const reply = await clock.runUntil(route(queryOf('Hi'), callOf({ clock, gate })));
    expect(reply).toMatchObject({ end: 1150, stamps: { sent: 1000 } });
  });
});

describe('routes of routes', () => {
  it('nested routes name the full path and keep every sub-request', async () => {
    const cheap = scriptedPart('cheap', [{ takes: 10, answer: 'Sorry.' }]);
    const strong = scriptedPart('strong', [{ takes: 10 }]);
    const inner = createRoute({ kind: 'route', ...CASCADE, parts: {} }, [cheap, strong]);
    const part: Branch = { name: 'models', timeout: 1000, ask: inner };
    const reply = await ask({ by: 'cache' }, [part]);
    expect(reply).toMatchObject({
      route: 'models.strong',
      legs: [{ part: 'models', legs: [{ part: 'cheap' }, { part: 'strong' }] }],
    });
  });
});
