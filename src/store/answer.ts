import type { Citation } from '../sample/citation.ts';

/** An Answer is the text a target returned. Kept apart from samples, because it may be confidential. */
export interface Answer {
  readonly scenario: string;
  readonly index: number;
  readonly target: string;
  readonly queryId: string;
  readonly tenant?: string;
  readonly question: string;
  readonly answer: string;
  readonly reference?: string;
  readonly context: readonly string[];
  readonly answerable?: boolean;
  /** What the service says it rests on. */
  readonly citations?: readonly Citation[];
  readonly stopReason?: string;
  /** Parts of the reply that could not be read, so that the answer is not all that was said. */
  readonly unread?: number;
  /** Of a route: the part that answered. */
  readonly route?: string;
}
