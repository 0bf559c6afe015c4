import type { Milliseconds } from '../../time/duration.ts';
import type { Reply } from '../contract/target.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Emit } from '../delta/delta.ts';
import { classifyError, classifyAbort } from '../errors/classify-error.ts';
import type { ClassifiedError } from '../errors/classify-error.ts';
import { rawErrorOf } from '../errors/decode-error.ts';
import { readErrorResponse } from '../errors/error-response.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';
import type { ExchangeTimings, ResponseHandler } from '../http/exchange.ts';
import type { Head } from '../http/response-head.ts';
import { retryAfterOf } from '../http/retry-after.ts';
import { decodeContent, readText } from '../wire/content-coding.ts';
import { ReplyAccumulator } from './reply-accumulator.ts';
import { readResponseMetadata } from './response-metadata.ts';

/** Receives one response of any kind, and builds its Reply. */
export interface ReplyBuilder {
  readonly receiver: ResponseHandler;
  /** Whether the end marker came, or a failure in its place. */
  readonly isDone: () => boolean;
  reply(exchange: ExchangeTimings): Reply;
}

/** Chooses the decoder of a 2xx body by its head. */
type ChooseDecoder = (head: Head, emit: Emit) => Decoder;

/** Bytes kept of a refusal's body. */
const REFUSAL_LIMIT = 65_536;

/** `model` is the requested model, for services whose models count tokens differently. */
export function createReplyBuilder(open: ChooseDecoder, model?: string): ReplyBuilder {
  const accumulator = new ReplyAccumulator(model);
  const refusal = new RefusalBody();
  let size = 0;
  let head: Head | undefined;
  let decoder: Decoder | undefined;
  let readAt: Milliseconds = 0;
  let readNumber = 0;

  const receiver: ResponseHandler = {
    head(received) {
      head = received;
      accumulator.note(readResponseMetadata(received));
      if (!isSuccess(received))
        return accumulator.note({ server: { retryAfter: retryAfterOf(received) } });
      const emit: Emit = (delta) => accumulator.add(delta, readAt, readNumber);
      decoder = decodeContent(received.headers['content-encoding'], open(received, emit));
    },
    read(bytes, at, read) {
      readAt = at;
      readNumber = read;
      if (decoder === undefined) return refusal.add(bytes);
      size += bytes.length;
      if (size > RESPONSE_LIMIT.response) throw tooLarge('response');
      decoder.read(bytes);
    },
    end: () => decoder?.end(),
  };

  return {
    receiver,
    isDone: () => accumulator.done || accumulator.failure !== undefined,
    reply: (exchange) =>
      replyOf(accumulator, exchange, diagnose(accumulator, exchange, head, refusal)),
  };
}

/** The start of a body that came under a status of failure. */
class RefusalBody {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  add(bytes: Buffer): void {
    if (this.#size < REFUSAL_LIMIT) this.#parts.push(Buffer.from(bytes));
    this.#size += bytes.length;
    // The kept bytes say what was refused; reading more would only hold the socket.
    if (this.#size > RESPONSE_LIMIT.refusal) throw tooLarge('refusal');
  }

  text(head: Head): string {
    return readText(head, Buffer.concat(this.#parts));
  }
}

/** Returns why the reply is not `ok`; undefined if it is. */
function diagnose(
  { failure, done, stamps }: ReplyAccumulator,
  { aborted, error }: ExchangeTimings,
  head: Head | undefined,
  refusal: RefusalBody,
): ClassifiedError | undefined {
  if (failure !== undefined) return classifyError(failure);
  if (aborted) return classifyAbort(error);
  if (head !== undefined && !isSuccess(head)) {
    return classifyError(readErrorResponse(head, refusal.text(head)));
  }
  // An error after the end marker does not affect the answer.
  if (done) return undefined;
  if (error === undefined) return classifyError(stamps.firstEvent === undefined ? NOTHING : CUT);
  const rawError = rawErrorOf(error);
  // A server that closes the socket in the middle of a body has truncated it, not refused it.
  const closed = head !== undefined && rawError.name === 'ConnectionClosed';
  return classifyError(closed ? { ...rawError, name: 'CutStream' } : rawError);
}

/** Builds the reply of what was accumulated; `failed` is why it is not `ok`. */
function replyOf(
  accumulator: ReplyAccumulator,
  exchange: ExchangeTimings,
  failed: ClassifiedError | undefined,
): Reply {
  const { stopReason, finish, unread, calls, citations, server, tokens } = accumulator;
  const streamed = accumulator.streamed(tokens);
  return {
    outcome: 'ok',
    ...failed,
    stamps: Object.assign({}, exchange.stamps, accumulator.stamps),
    end: exchange.end,
    ...(exchange.reconnections === undefined ? {} : { reconnections: exchange.reconnections }),
    chunks: accumulator.chunks,
    readsShared: accumulator.readsShared,
    chunkGaps: accumulator.chunkGaps,
    answer: accumulator.answer,
    ...(stopReason === undefined ? {} : { stopReason }),
    ...(finish === undefined ? {} : { finish }),
    ...(failed === undefined && accumulator.empty ? { empty: true } : {}),
    ...(unread === 0 ? {} : { unread }),
    ...(calls === 0 ? {} : { toolCalls: calls }),
    tokens,
    ...(streamed === undefined ? {} : { streamed }),
    ...(citations.length === 0 ? {} : { citations }),
    ...(Object.keys(server).length === 0 ? {} : { server }),
  };
}

const CUT = {
  name: 'CutStream',
  message: 'The stream ended without its end marker; the answer may be cut.',
};

const NOTHING = { name: 'CutStream', message: 'The response has a success status and no content.' };

function isSuccess({ status }: Head): boolean {
  return status >= 200 && status < 300;
}
