import type { ModelReply, Timing } from '../../answer/model-reply.ts';
import type { ModelRequest } from '../../prompt/model-request.ts';

/** One provider's JSON format of requests and answers. */
export interface ServerDialect {
  /** Parses a request body. Throws an InvalidRequest with the service's message. */
  read(body: unknown): ModelRequest;
  /** Returns the body of an answer that does not stream. */
  body(reply: ModelReply, timing: Timing): ResponseBody;
  /** Returns the events of a stream before its first token. */
  opening(reply: ModelReply): readonly StreamEvent[];
  /**
   * Returns the event of one piece, or undefined if the answer is sent whole at the end; `tokens`
   * counts the tokens sent so far, with this piece.
   */
  chunk(reply: ModelReply, text: string, tokens: number): StreamEvent | undefined;
  /** Returns the events of a stream after its last token. */
  closing(reply: ModelReply, timing: Timing): readonly StreamEvent[];
}

type ResponseBody = Readonly<Record<string, unknown>> | readonly unknown[];

/** One event of a streamed answer, before framing. */
export interface StreamEvent {
  /** The union member's name in an event stream; other framings omit it. */
  readonly type: string;
  /** JSON, or a bare word such as OpenAI's `[DONE]`. */
  readonly data: Readonly<Record<string, unknown>> | string;
}

/** Thrown for a body that the service would refuse as invalid. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
}
