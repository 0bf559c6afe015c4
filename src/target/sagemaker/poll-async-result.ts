import type { S3Uri } from '../../scenario/schema/s3-uri.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Call, Reply } from '../contract/target.ts';
import { createReplyBuilder, type ReplyBuilder } from '../decode/reply-builder.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Emit } from '../delta/delta.ts';
import { classifyError, type RawError } from '../errors/classify-error.ts';
import { readErrorResponse } from '../errors/error-response.ts';
import type { ExchangeTimings } from '../http/exchange.ts';
import type { S3Mailbox } from './s3-mailbox.ts';

/** The places where an accepted request said that its answer, or else its failure, will be. */
export interface AsyncResults {
  readonly output: S3Uri;
  /**
   * Absent if the endpoint's configuration names no place for failures; then a failure looks like
   * no answer.
   */
  readonly failure?: S3Uri;
}

/**
 * Polls until the answer, or a failure in its place, is there. The answer arrived when the poll
 * that found it ended; `firstByte` stays that of the 202.
 */
export async function pollAsyncResult(
  accepted: Reply,
  { output, failure }: AsyncResults,
  {
    mailbox,
    poll,
    open,
    call,
  }: {
    readonly mailbox: S3Mailbox;
    readonly poll: Milliseconds;
    /** Opens a decoder for the answer. */
    readonly open: (emit: Emit) => Decoder;
    readonly call: Call;
  },
): Promise<Reply> {
  const { clock, signal } = call;
  const { sent, connected, firstByte } = accepted.stamps;
  const stamps = {
    ...(sent === undefined ? {} : { sent }),
    ...(connected === undefined ? {} : { connected }),
    ...(firstByte === undefined ? {} : { firstByte }),
  };
  const { server, reconnections } = accepted;
  const replied = (replyBuilder: ReplyBuilder, ending: Omit<ExchangeTimings, 'stamps'>): Reply => ({
    ...replyBuilder.reply({ stamps, ...ending }),
    ...(server === undefined ? {} : { server }),
    ...(reconnections === undefined ? {} : { reconnections }),
  });
  const places = [
    { uri: output, read: open },
    ...(failure === undefined ? [] : [{ uri: failure, read: decodeFailure }]),
  ];

  for (let next = accepted.end + poll; ; next = Math.max(next + poll, clock.now())) {
    await clock.sleepUntil(next, signal);
    for (const { uri, read } of places) {
      const { object, refusal, end } = await mailbox.take(uri, call);
      const replyBuilder = createReplyBuilder((_, emit) => read(emit));
      if (object !== undefined) return replied(replyBuilder, received(replyBuilder, object, end));
      if (signal.aborted)
        return replied(replyBuilder, { end, aborted: true, error: signal.reason });
      if (refusal === undefined) continue;
      return { ...replied(replyBuilder, { end, aborted: false }), ...classifyError(refusal) };
    }
  }
}

/** Passes an object to the receiver as a body that came in one read. */
function received(
  { receiver }: ReplyBuilder,
  object: Buffer,
  end: Milliseconds,
): Omit<ExchangeTimings, 'stamps'> {
  try {
    receiver.head({ status: 200, headers: {} });
    receiver.read(object, end, 0);
    receiver.end();
    return { end, aborted: false };
  } catch (error) {
    return { end, aborted: false, error };
  }
}

function decodeFailure(emit: Emit): Decoder {
  let text = '';
  return {
    read: (bytes) => (text += bytes.toString('utf8')),
    end: () => emit({ failure: failureIn(text) }),
  };
}

/**
 * Reads a failure object. SageMaker does not document its format: JSON is read like its errors,
 * anything else is a sentence.
 */
function failureIn(text: string): RawError {
  const { message, originalStatus } = readErrorResponse({ status: 424, headers: {} }, text);
  const [, status] = /server error \((\d{3})\)/i.exec(message) ?? [];
  return {
    name: /timed? ?out/i.test(message) ? 'ModelInvocationTimeExceeded' : 'ModelError',
    message,
    originalStatus: originalStatus ?? (status === undefined ? undefined : Number(status)),
  };
}
