import type { ModelReply, Timing } from '../answer/model-reply.ts';
import type { ModelRequest } from '../prompt/model-request.ts';

/** A ServerDialect is one provider's JSON: how a request is read, and how an answer is written. */
export interface ServerDialect {
  /** Throws an InvalidRequest in the service's own words. */
  read(body: unknown): ModelRequest;
  whole(reply: ModelReply, timing: Timing): Whole;
  /** What a stream says before its first token. */
  opening(reply: ModelReply): readonly StreamEvent[];
  /** One piece of the answer; `tokens` were sent so far, this piece included. */
  chunk(reply: ModelReply, text: string, tokens: number): StreamEvent;
  closing(reply: ModelReply, timing: Timing): readonly StreamEvent[];
}

/** A Whole is the body of an answer that does not stream. */
type Whole = Readonly<Record<string, unknown>> | readonly unknown[];

/** A StreamEvent is one event of a streamed answer, before framing. */
export interface StreamEvent {
  /** The union member's name in an event stream; other framings leave it out. */
  readonly type: string;
  /** JSON, or a bare word such as OpenAI's `[DONE]`. */
  readonly data: Readonly<Record<string, unknown>> | string;
}

/** An InvalidRequest is a body that the service would refuse to look at. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
}
