import { describe, expect, it } from 'vitest';
import type { Query } from '../../src/dataset/query/query.ts';
import type { Tokens } from '../../src/sample/sample.ts';
import type { Call, Reply, Target } from '../../src/target/contract/target.ts';
import { systemClock } from '../../src/time/clock.ts';

/** A target under the contract, with its failing counterpart. */
export interface Subject {
  readonly target: Target;
  /** The same kind of target at an address where nothing listens. */
  readonly unreachable: Target;
  close(): Promise<void>;
}

export const WORDS = [
  'parcel',
  'invoice',
  'password',
  'delivery',
  'refund',
  'warranty',
  'subscription',
];

/** What differs between targets. */
export interface Promises {
  /** Source of the token counts. */
  readonly source?: Tokens['source'];
  /** Whether a later request reuses the connection of an earlier one. */
  readonly keepsWarm?: boolean;
}

/** Tests what every Target promises, over any wire. */
export function targetContract(
  name: string,
  make: () => Promise<Subject>,
  { source = 'reported', keepsWarm = true }: Promises = {},
): void {
  const using = async (test: (subject: Subject) => Promise<void>): Promise<void> => {
    const subject = await make();
    try {
      await test(subject);
    } finally {
      await subject.close();
    }
  };

  describe.concurrent(`the target contract: ${name}`, () => {
    it('the target answers a query with text and its token counts', () =>
      using(async ({ target }) => {
        const reply = await target.ask(query('parcel'), call());
        expect(reply.error).toBeUndefined();
        expect(reply.outcome).toBe('ok');
        expect(reply.answer).not.toBe('');
        expect(reply.tokens.source).toBe(source);
        if (source !== 'unknown') expect(reply.tokens.output).toBeGreaterThan(0);
        expect(reply.chunks).toBeGreaterThan(0);
      }));

    it('the target stamps each part in the order it happened', () =>
      using(async ({ target }) => {
        const before = systemClock.now();
        const reply = await target.ask(query('parcel'), call());
        const { sent, connected, firstByte, firstEvent, firstToken, firstVisible, lastToken } =
          reply.stamps;
        const stamps = [
          before,
          sent,
          connected,
          firstByte,
          firstEvent,
          firstToken,
          firstVisible,
          lastToken,
          reply.end,
          systemClock.now(),
        ];
        expect(stamps).not.toContain(undefined);
        expect(stamps).toEqual(stamps.toSorted((a, b) => Number(a) - Number(b)));
      }));

    it('the target counts one gap for each socket read after the first that brought content', () =>
      using(async ({ target }) => {
        const reply = await target.ask(query('parcel'), call());
        expect(reply.chunkGaps).toHaveLength(reply.chunks - reply.readsShared - 1);
        expect(reply.chunkGaps.every((gap) => gap >= 0)).toBe(true);
      }));

    it(
      keepsWarm ? 'the target reuses its connection' : 'the target connects for each request',
      () =>
        using(async ({ target }) => {
          const replies = [];
          for (let i = 0; i < 3; i++) replies.push(await target.ask(query('parcel'), call()));
          expect(replies.map(({ stamps }) => stamps.connected !== undefined)).toEqual([
            true,
            !keepsWarm,
            !keepsWarm,
          ]);
        }),
    );

    it('the target keeps concurrent answers apart', () =>
      using(async ({ target }) => {
        const replies = await Promise.all(WORDS.map((word) => target.ask(query(word), call())));
        const named = replies.map(({ answer }) => WORDS.filter((word) => answer.includes(word)));
        // The emulator may fail to find an answer, but never gives another query's.
        expect(named.flatMap((words, i) => words.filter((word) => word !== WORDS[i]))).toEqual([]);
        expect(named.flat().length).toBeGreaterThan(WORDS.length / 2);
      }));

    it('the target holds the request until the gate opens', () =>
      using(async ({ target }) => {
        let opened = Number.POSITIVE_INFINITY;
        const gate = async (): Promise<void> => {
          await systemClock.sleepUntil(systemClock.now() + 30);
          opened = systemClock.now();
        };
        const reply = await target.ask(query('parcel'), call({ gate }));
        expect(reply.outcome).toBe('ok');
        expect(reply.stamps.sent).toBeGreaterThanOrEqual(opened);
      }));

    it('an aborted call is interrupted and keeps what came before', () =>
      using(async ({ target }) => {
        const reply = await abortInFlight(target, 'end of run');
        expect(reply.outcome).toBe('interrupted');
        expect(reply.stamps.sent).toBeDefined();
        expect(reply.end).toBeGreaterThanOrEqual(reply.stamps.sent ?? Infinity);
      }));

    it('a call aborted by its time limit is a timeout', () =>
      using(async ({ target }) => {
        expect((await abortInFlight(target, 'timeout')).outcome).toBe('timeout');
      }));

    it('a call aborted before it starts sends nothing', () =>
      using(async ({ target }) => {
        const reply = await target.ask(query('parcel'), call({ signal: AbortSignal.abort('end') }));
        expect(reply.outcome).toBe('interrupted');
        expect(reply.stamps).toEqual({});
      }));

    it('the target answers again after an abort', () =>
      using(async ({ target }) => {
        await abortInFlight(target, 'timeout');
        expect((await target.ask(query('parcel'), call())).outcome).toBe('ok');
      }));

    it('a refused connection is unreachable and not a server error', () =>
      using(async ({ unreachable }) => {
        const reply = await unreachable.ask(query('parcel'), call());
        expect(reply.outcome).toBe('unreachable');
        expect(reply.error).toMatchObject({ name: 'ECONNREFUSED', barrier: 'refused' });
        expect(reply.stamps.sent).toBeDefined();
        expect(reply.stamps.firstByte).toBeUndefined();
      }));
  });
}

/** Sends a request, and aborts the call as soon as it is on its way. */
async function abortInFlight(target: Target, reason: string): Promise<Reply> {
  const controller = new AbortController();
  const gate = async (): Promise<void> => {
    // The request is sent right after the gate; no answer comes within one loop iteration.
    setImmediate(() => controller.abort(reason));
  };
  return target.ask(query('parcel'), call({ signal: controller.signal, gate }));
}

export function passageOn(word: string): string {
  return `The ${word} desk takes care of every ${word} within two days.`;
}

/**
 * A question whose only passage repeats its word, so that the answer can only contain that word.
 */
function query(word: string): Query {
  const passage = passageOn(word);
  const question = `Who takes care of my ${word}?`;
  const text = `<passage>${passage}</passage>\n<question>${question}</question>`;
  return {
    id: word,
    messages: [{ role: 'user', text }],
    maxTokens: 24,
    context: [passage],
    tags: {},
    row: { question },
  };
}

function call(more: Partial<Call> = {}): Call {
  const signal = new AbortController().signal;
  return { clock: systemClock, signal, metadata: { runId: 'contract' }, ...more };
}
