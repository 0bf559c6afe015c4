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

/** A ReplyBuilder takes in one response, whatever it turns out to be, and makes the Reply of it. */
export interface ReplyBuilder {
  readonly receiver: ResponseHandler;
  /** Whether the end marker came, or a failure in its place: no more is to be waited for. */
  readonly isDone: () => boolean;
  reply(exchange: ExchangeTimings): Reply;
}

/** Chooses by its head how the body of a 2xx response is read. */
type ChooseDecoder = (head: Head, emit: Emit) => Decoder;

/** A refusal's body is kept up to this many bytes; it is a sentence, or a page nobody needs. */
const REFUSAL_LIMIT = 65_536;

/** `model` is the one asked for, where the service has several and their makers count each in its way. */
export function createReplyBuilder(open: ChooseDecoder, model?: string): ReplyBuilder {
  const reading = new ReplyAccumulator(model);
  const refusal: Uint8Array[] = [];
  let size = 0;
  let head: Head | undefined;
  let decoder: Decoder | undefined;
  let readAt: Milliseconds = 0;
  let readNumber = 0;

  const receiver: ResponseHandler = {
    head(received) {
      head = received;
      reading.note(readResponseMetadata(received));
      if (!isSuccess(received))
        return reading.note({ server: { retryAfter: retryAfterOf(received) } });
      const emit: Emit = (delta) => reading.add(delta, readAt, readNumber);
      decoder = decodeContent(received.headers['content-encoding'], open(received, emit));
    },
    read(bytes, at, read) {
      readAt = at;
      readNumber = read;
      if (decoder !== undefined) {
        size += bytes.length;
        if (size > RESPONSE_LIMIT.response) throw tooLarge('response');
        return decoder.read(bytes);
      }
      if (size < REFUSAL_LIMIT) refusal.push(Buffer.from(bytes));
      size += bytes.length;
      // What was kept says what was refused; more of it would only hold the socket.
      if (size > RESPONSE_LIMIT.refusal) throw tooLarge('refusal');
    },
    end: () => decoder?.end(),
  };

  /** Why it is not `ok`; undefined when it is. */
  function diagnosis({ aborted, error }: ExchangeTimings): ClassifiedError | undefined {
    if (reading.failure !== undefined) return classifyError(reading.failure);
    if (aborted) return classifyAbort(error);
    if (head !== undefined && !isSuccess(head)) {
      return classifyError(readErrorResponse(head, readText(head, Buffer.concat(refusal))));
    }
    // What went wrong after the end marker took nothing from the answer.
    if (reading.done) return undefined;
    if (error === undefined)
      return classifyError(reading.stamps.firstEvent === undefined ? NOTHING : CUT);
    const symptom = rawErrorOf(error);
    // A server that closes the socket in the middle of a body has cut it, not refused it.
    const closed = head !== undefined && symptom.name === 'ConnectionClosed';
    return classifyError(closed ? { ...symptom, name: 'CutStream' } : symptom);
  }

  return {
    receiver,
    isDone: () => reading.done || reading.failure !== undefined,
    reply(exchange) {
      const { stopReason, finish, unread, calls, citations, server, tokens } = reading;
      const streamed = reading.streamed(tokens);
      const failed = diagnosis(exchange);
      return {
        outcome: 'ok',
        ...failed,
        stamps: Object.assign({}, exchange.stamps, reading.stamps),
        end: exchange.end,
        ...(exchange.reconnections === undefined ? {} : { reconnections: exchange.reconnections }),
        chunks: reading.chunks,
        readsShared: reading.readsShared,
        chunkGaps: reading.chunkGaps,
        answer: reading.answer,
        ...(stopReason === undefined ? {} : { stopReason }),
        ...(finish === undefined ? {} : { finish }),
        ...(failed === undefined && reading.empty ? { empty: true } : {}),
        ...(unread === 0 ? {} : { unread }),
        ...(calls === 0 ? {} : { toolCalls: calls }),
        tokens,
        ...(streamed === undefined ? {} : { streamed }),
        ...(citations.length === 0 ? {} : { citations }),
        ...(Object.keys(server).length === 0 ? {} : { server }),
      };
    },
  };
}

const CUT = {
  name: 'CutStream',
  message: 'The stream ended without its end marker; the answer may be cut.',
};

const NOTHING = { name: 'CutStream', message: 'Nothing came under a status of success.' };

function isSuccess({ status }: Head): boolean {
  return status >= 200 && status < 300;
}
