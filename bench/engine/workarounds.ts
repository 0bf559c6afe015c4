import { Sha256Node } from '@smithy/core/checksum';
import pLimit from 'p-limit';
import { Semaphore } from '../../src/runner/request/semaphore.ts';
import { Sha256 } from '../../src/target/aws-sdk/sha256.ts';
import { createCancellation, onAbort } from '../../src/time/cancellation.ts';

/** A Workaround is code that is as it is because of one engine version, beside what it stands in for. */
export interface Workaround {
  readonly name: string;
  readonly file: string;
  /** What one operation is. */
  readonly operation: string;
  /** Each runs so many operations; `ours` is what src/ does. */
  readonly variants: Readonly<Record<string, (operations: number) => Promise<void> | void>>;
}

/** Where results go, so that none is optimised away. */
const kept: unknown[] = Array.from({ length: 64 });

function keep(index: number, value: unknown): void {
  kept[index & 63] = value;
}

export const WORKAROUNDS: readonly Workaround[] = [
  {
    name: 'Cancellation',
    file: 'src/time/cancellation.ts',
    operation: 'a signal that follows two others, is followed by one and let go of',
    variants: { ours: cancelByOurs, 'AbortSignal.any': cancelByAny, AbortController: cancelByHand },
  },
  {
    name: 'literals begin with a member',
    file: 'src/runner/request/arrival-record.ts',
    operation: 'an object of eleven members, of two spreads',
    variants: { ours: memberFirst, 'a spread first': spreadFirst },
  },
  {
    name: 'a class, no accessors in a literal',
    file: 'src/target/decode/reply-accumulator.ts',
    operation: 'an object with one accessor',
    variants: { ours: byClass, 'an accessor in a literal': byAccessor },
  },
  {
    name: 'Sha256',
    file: 'src/target/aws-sdk/sha256.ts',
    operation: 'what signing a request digests: two hashes and six HMACs',
    variants: {
      ours: (operations) => digest(Sha256, operations),
      'the SDK’s Sha256Node': (operations) => digest(Sha256Node, operations),
    },
  },
  {
    name: 'a semaphore without a set of those in flight',
    file: 'src/runner/request/semaphore.ts',
    operation: 'a task of fifty turns of the loop and 4 KB, 1,000 at once',
    variants: { ours: limitByOurs, 'p-limit': limitByPLimit, 'a set of promises': limitBySet },
  },
];

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function cancelByOurs(operations: number): void {
  const [end, cut] = [new AbortController().signal, new AbortController().signal];
  for (let n = 0; n < operations; n++) {
    const cancellation = createCancellation(end, cut);
    const stop = onAbort(cancellation.signal, () => keep(n, n));
    stop();
    cancellation.release();
    keep(n, cancellation);
  }
}

function cancelByAny(operations: number): void {
  const [end, cut] = [new AbortController().signal, new AbortController().signal];
  for (let n = 0; n < operations; n++) {
    const signal = AbortSignal.any([end, cut]);
    const act = (): void => keep(n, n);
    signal.addEventListener('abort', act, { once: true });
    signal.removeEventListener('abort', act);
    keep(n, signal);
  }
}

function cancelByHand(operations: number): void {
  const leaders = [new AbortController().signal, new AbortController().signal];
  for (let n = 0; n < operations; n++) {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    for (const leader of leaders) leader.addEventListener('abort', abort, { once: true });
    const act = (): void => keep(n, n);
    controller.signal.addEventListener('abort', act, { once: true });
    controller.signal.removeEventListener('abort', act);
    for (const leader of leaders) leader.removeEventListener('abort', abort);
    keep(n, controller);
  }
}

const SLOT = { scenario: 'peak', target: 'claude', phase: 'measured' };

function memberFirst(operations: number): void {
  for (let n = 0; n < operations; n++) {
    const freed = n % 2 === 0 ? {} : { freed: n };
    keep(n, { index: n, ...SLOT, due: n, ...freed, end: n, chunks: 1, outcome: 'ok', attempts: 1 });
  }
}

function spreadFirst(operations: number): void {
  for (let n = 0; n < operations; n++) {
    const freed = n % 2 === 0 ? {} : { freed: n };
    keep(n, { ...SLOT, index: n, due: n, ...freed, end: n, chunks: 1, outcome: 'ok', attempts: 1 });
  }
}

class Accumulator {
  chunks = 0;
  readonly #gaps: number[] = [];

  get gaps(): readonly number[] {
    return this.#gaps;
  }
}

function byClass(operations: number): void {
  for (let n = 0; n < operations; n++) keep(n, new Accumulator());
}

function byAccessor(operations: number): void {
  for (let n = 0; n < operations; n++) {
    const gaps: number[] = [];
    keep(n, {
      chunks: 0,
      get gaps(): readonly number[] {
        return gaps;
      },
    });
  }
}

const BODY = new TextEncoder().encode('{"messages":[]}'.padEnd(1500, ' '));
const WORDS = ['20261127', 'us-east-1', 'bedrock', 'aws4_request', 'to sign', 'again'];

interface Digest {
  update(data: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}

async function digest(
  Hash: new (secret?: Uint8Array) => Digest,
  operations: number,
): Promise<void> {
  for (let n = 0; n < operations; n++) {
    for (let hashes = 0; hashes < 2; hashes++) {
      const hash = new Hash();
      hash.update(BODY);
      keep(n, await hash.digest());
    }
    let key: Uint8Array = BODY;
    for (const word of WORDS) {
      const hmac = new Hash(key);
      hmac.update(Buffer.from(word));
      key = await hmac.digest();
    }
    keep(n, key);
  }
}

async function work(n: number): Promise<void> {
  const sample = Array.from({ length: 500 }, (_, each) => each + n / 3);
  for (let turns = 0; turns < 50; turns++) await turn();
  keep(n, sample);
}

/** Twenty a turn, as they become due: a thousand are at work, and none waits. */
async function startAll(operations: number, start: (n: number) => void): Promise<void> {
  for (let n = 0; n < operations; n++) {
    start(n);
    if (n % 20 === 19) await turn();
  }
}

async function limitByOurs(operations: number): Promise<void> {
  const semaphore = new Semaphore(1200);
  await startAll(operations, (n) => semaphore.start(() => work(n)));
  await semaphore.finished();
}

async function limitByPLimit(operations: number): Promise<void> {
  const limit = pLimit(1200);
  let last: Promise<void> = Promise.resolve();
  await startAll(operations, (n) => {
    last = limit(() => work(n));
  });
  await last;
}

async function limitBySet(operations: number): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  await startAll(operations, (n) => {
    const task = work(n);
    inFlight.add(task);
    void task.finally(() => inFlight.delete(task));
  });
  await Promise.all(inFlight);
}
