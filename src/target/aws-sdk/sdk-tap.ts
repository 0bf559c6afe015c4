import { Readable } from 'node:stream';
import type { ResponseHandler } from '../http/exchange.ts';
import type { Head } from '../http/response-head.ts';

/** Passes a response on to a receiver and to the SDK, which waits for a response of its own. */
export interface SdkTap {
  /** Takes the place of the original receiver. */
  readonly receiver: ResponseHandler;
  /** Resolves with the head once the SDK can have it. */
  readonly ready: Promise<Head>;
  /** The head, if one came. */
  readonly head: () => Head | undefined;
  /** Returns the body for the SDK, of events or of bytes. */
  body(ofEvents: boolean): AsyncIterable<Uint8Array> | Uint8Array;
  /** Called when the exchange is over. */
  readonly close: () => void;
}

/**
 * Gives the SDK only the head of a success, as soon as it is there, and a refusal with its body.
 */
export function tapHead(receiver: ResponseHandler): SdkTap {
  const refusal: Uint8Array[] = [];
  const { ready, head, onHead } = headPromise();
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
        onHead(received, isSuccess(received));
      },
      read(bytes, at, read) {
        if (!isSuccess(head())) refusal.push(Buffer.from(bytes));
        receiver.read(bytes, at, read);
      },
      end: () => receiver.end(),
    },
  };
}

/** Gives the SDK all bytes as they come, for its own decoder. */
export function tapBody(receiver: ResponseHandler): SdkTap {
  const stream = new Readable({ read: () => undefined });
  // A reader handles the error; without one it must not end the process.
  stream.on('error', () => undefined);
  let complete = false;
  const { ready, head, onHead } = headPromise();
  return {
    ready,
    head,
    body: () => stream,
    close() {
      if (!complete) stream.destroy(new Error('the response was cut'));
    },
    receiver: {
      head(received) {
        receiver.head(received);
        onHead(received, true);
      },
      read(bytes, at, read) {
        stream.push(Buffer.from(bytes));
        receiver.read(bytes, at, read);
      },
      end() {
        complete = true;
        stream.push(null);
        receiver.end();
      },
    },
  };
}

/** Returns a promise of the head for the SDK, and the head received so far. */
function headPromise() {
  let received: Head | undefined;
  let resolve: (head: Head) => void = () => undefined;
  const ready = new Promise<Head>((settle) => {
    resolve = settle;
  });
  return {
    ready,
    head: () => received,
    onHead: (head: Head, isReady: boolean): void => {
      received = head;
      if (isReady) resolve(head);
    },
  };
}

function isSuccess(head: Head | undefined): boolean {
  return head !== undefined && head.status < 300;
}

async function* noEvents(): AsyncGenerator<Uint8Array> {
  // The SDK's decoder gets an empty stream; the real one is decoded here.
}
