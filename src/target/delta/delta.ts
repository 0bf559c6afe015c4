import type { Citation } from '../../sample/citation.ts';
import type { Finish } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { RawError } from '../errors/classify-error.ts';
import type { Wire } from './convention.ts';

/** A Delta is what one event of a response brought; the whole of it where it is not a stream. */
export interface Delta {
  /** Content the user sees. */
  readonly text?: string | undefined;
  /** Tokens the model thinks in, and the user does not see. */
  readonly reasoning?: string | undefined;
  /** The model thought, and what it thought is kept back: signed, encrypted or redacted. */
  readonly withheld?: boolean | undefined;
  /** Part of a tool call that is not the answer itself: its name, or JSON of its input. */
  readonly tool?: string | undefined;
  /** Tool calls that begin here. */
  readonly calls?: number | undefined;
  /** Parts of the content that are of no kind we read: images, sound, what is yet to be invented. */
  readonly unread?: number | undefined;
  /** The whole text once more: the answer, where no piece of it came before. */
  readonly repeated?: string | undefined;
  readonly stopReason?: string | undefined;
  readonly finish?: Finish | undefined;
  readonly tokens?: TokenUsage | undefined;
  readonly server?: ServerNote | undefined;
  readonly citations?: readonly Citation[] | undefined;
  /** The end marker: the answer is whole. */
  readonly done?: boolean | undefined;
  /** The response says, after its head promised success, that it failed. */
  readonly failure?: RawError | undefined;
}

/**
 * Counts are token counts as far as told, as the service means them; later ones replace earlier ones,
 * none adds up. What they hold is settled when all are in (usage/settle.ts).
 */
export interface TokenUsage {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  /** Of `cacheWrite`, what is kept for an hour. */
  readonly cacheWriteLong?: number | undefined;
  readonly reasoning?: number | undefined;
  /** The service's own sum. */
  readonly total?: number | undefined;
  /** Whose convention they follow. */
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
