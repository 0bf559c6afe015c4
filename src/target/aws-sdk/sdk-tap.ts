import { Readable } from 'node:stream';
import type { ResponseHandler } from '../http/exchange.ts';
import type { Head } from '../http/response-head.ts';

/** An SdkTap listens in on a receiver for the SDK, which waits for a response of its own. */
export interface SdkTap {
  /** To be told in place of the one that is tapped. */
  readonly receiver: ResponseHandler;
  /** The head of a response that the SDK can be given already. */
  readonly ready: Promise<Head>;
  /** The head, once one came. */
  readonly head: () => Head | undefined;
  /** What the SDK gets for a body, of events or of bytes. */
  body(ofEvents: boolean): AsyncIterable<Uint8Array> | Uint8Array;
  /** The exchange is over: no more will come. */
  readonly close: () => void;
}

/** Gives the SDK of a success the head alone, as soon as it is there, and a refusal whole. */
export function tapHead(receiver: ResponseHandler): SdkTap {
  const refusal: Uint8Array[] = [];
  const { ready, head, learn } = headline();
  return {
    ready,
    head,
    body(ofEvents) {
      if (!isSuccess(head())) return Buffer.concat(refusal);
      return ofEvents ? noEvents() : new Uint8Array();
    },
    close: () => undefined,
    receiver: {
      head(received) {
        receiver.head(received);
        learn(received, isSuccess(received));
      },
      read(bytes, at, read) {
        if (!isSuccess(head())) refusal.push(Buffer.from(bytes));
        receiver.read(bytes, at, read);
      },
      end: () => receiver.end(),
    },
  };
}

/** Gives the SDK all there is, when it comes: its decoder reads what ours reads. */
export function tapBody(receiver: ResponseHandler): SdkTap {
  const stream = new Readable({ read: () => undefined });
  // Whoever reads it is told; where nobody does yet, it must not end the process.
  stream.on('error', () => undefined);
  let whole = false;
  const { ready, head, learn } = headline();
  return {
    ready,
    head,
    body: () => stream,
    close() {
      if (!whole) stream.destroy(new Error('the response was cut'));
    },
    receiver: {
      head(received) {
        receiver.head(received);
        learn(received, true);
      },
      read(bytes, at, read) {
        stream.push(Buffer.from(bytes));
        receiver.read(bytes, at, read);
      },
      end() {
        whole = true;
        stream.push(null);
        receiver.end();
      },
    },
  };
}

/** The head of a response, for whoever asks and whoever waits. */
function headline() {
  let known: Head | undefined;
  let resolve: (head: Head) => void = () => undefined;
  const ready = new Promise<Head>((settle) => {
    resolve = settle;
  });
  return {
    ready,
    head: () => known,
    learn: (head: Head, isReady: boolean): void => {
      known = head;
      if (isReady) resolve(head);
    },
  };
}

function isSuccess(head: Head | undefined): boolean {
  return head !== undefined && head.status < 300;
}

async function* noEvents(): AsyncGenerator<Uint8Array> {
  // The SDK's decoder gets an empty stream: ours reads the real one.
}
