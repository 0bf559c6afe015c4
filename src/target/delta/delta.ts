import type { Citation } from '../../sample/citation.ts';
import type { Finish } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { RawError } from '../errors/classify-error.ts';
import type { Wire } from './convention.ts';

/** The content of one event of a response, or of the whole response if it is not a stream. */
export interface Delta {
  /** Visible content. */
  readonly text?: string | undefined;
  /** Reasoning, which the user does not see. */
  readonly reasoning?: string | undefined;
  /** The model reasoned, but its reasoning is withheld: signed, encrypted or redacted. */
  readonly withheld?: boolean | undefined;
  /** Part of a tool call that is not the answer itself: its name, or JSON of its input. */
  readonly tool?: string | undefined;
  /** Number of tool calls that begin here. */
  readonly calls?: number | undefined;
  /** Number of content parts of an unknown kind: images, sound, future kinds. */
  readonly unread?: number | undefined;
  /** The whole text repeated: the answer, if no part of it came before. */
  readonly repeated?: string | undefined;
  readonly stopReason?: string | undefined;
  readonly finish?: Finish | undefined;
  readonly tokens?: TokenUsage | undefined;
  readonly server?: ServerNote | undefined;
  readonly citations?: readonly Citation[] | undefined;
  /** The end marker: the answer is complete. */
  readonly done?: boolean | undefined;
  /** The failure that the response reports after its head promised success. */
  readonly failure?: RawError | undefined;
}

/**
 * Token counts as the service reports them, if it does; later counts replace earlier ones and are
 * not added. What they include is settled when all are in (usage/settle.ts).
 */
export interface TokenUsage {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  /** Part of `cacheWrite` that is kept for an hour. */
  readonly cacheWriteLong?: number | undefined;
  readonly reasoning?: number | undefined;
  /** The service's own sum. */
  readonly total?: number | undefined;
  /** The wire whose convention they follow. */
  readonly wire?: Wire | undefined;
}

interface ServerNote {
  readonly latency?: Milliseconds | undefined;
  readonly ttft?: Milliseconds | undefined;
  readonly requestId?: string | undefined;
  readonly model?: string | undefined;
  readonly tier?: string | undefined;
  readonly retryAfter?: Milliseconds | undefined;
}

export type Emit = (delta: Delta) => void;
