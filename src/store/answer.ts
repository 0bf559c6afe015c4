import type { Citation } from '../sample/citation.ts';

/** The text a target returned. Stored apart from samples, because it may be confidential. */
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
  /** Sources that the service cites. */
  readonly citations?: readonly Citation[];
  readonly stopReason?: string;
  /** Number of unreadable parts of the reply, so that the answer is incomplete. */
  readonly unread?: number;
  /** The part of a route that answered. */
  readonly route?: string;
}
