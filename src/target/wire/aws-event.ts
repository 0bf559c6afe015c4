import type { Decoder } from '../delta/decoder.ts';
import type { Emit } from '../delta/delta.ts';
import type { RawError } from '../errors/classify-error.ts';
import { parseJson } from '../errors/decode-error.ts';
import { countAt, textAt } from '../json/field-path.ts';
import { decodeFrames } from './event-stream.ts';
import { decodeStreamBody } from './stream-body.ts';

/** A frame that is neither an exception nor an error: a member of the stream's union. */
export interface AwsEvent {
  readonly type: string;
  readonly payload: Buffer;
}

const message = textAt('message');
const capitalMessage = textAt('Message');
const errorCode = textAt('ErrorCode');
const originalStatus = countAt('originalStatusCode');

/** Decodes frames; exceptions and errors among them become failures, in the service's own words. */
export function decodeAwsEvents(emit: Emit, onEvent: (event: AwsEvent) => void): Decoder {
  const frames = decodeFrames(({ headers, payload }) => {
    const kind = headers[':message-type'];
    if (kind === 'exception') {
      emit({ failure: readException(headers[':exception-type'] ?? '', payload) });
    } else if (kind === 'error') {
      const name = headers[':error-code'] ?? '';
      emit({ failure: { name, message: headers[':error-message'] ?? name } });
    } else {
      onEvent({ type: headers[':event-type'] ?? '', payload });
    }
  });
  return decodeStreamBody(frames, emit);
}

function readException(name: string, payload: Buffer): RawError {
  const json = parseJson(payload.length === 0 ? '{}' : payload.toString('utf8'));
  // SageMaker's ModelStreamError is one name for several causes; its code tells them apart.
  const timedOut = errorCode(json) === 'ModelInvocationTimeExceeded';
  return {
    name: timedOut ? 'ModelInvocationTimeExceeded' : name,
    message: message(json) ?? capitalMessage(json) ?? name,
    originalStatus: originalStatus(json),
  };
}
