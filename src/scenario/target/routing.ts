import type { Milliseconds } from '../../time/duration.ts';

/**
 * A Routing is how a route chooses among its parts, which are targets of their own.
 *
 * Where their order matters it is the order they are written in.
 */
export type Routing =
  | {
      /** Asks the first part, and the next one whenever the answer will not do. */
      readonly by: 'cascade';
      readonly escalate: Escalation;
    }
  | {
      /** Asks the part of the first rule that holds. */
      readonly by: 'rules';
      readonly rules: readonly RouteRule[];
      /** The part for every other query. */
      readonly otherwise: string;
    }
  | {
      /** Asks the first part, and the next one when it fails in one of these ways. */
      readonly by: 'fallback';
      readonly on: readonly FallbackReason[];
    }
  | {
      /** Answers a query that was answered before from memory, and asks its one part otherwise. */
      readonly by: 'cache';
    }
  | {
      /** Asks the last part too, or the only one again, when no whole answer came in time. */
      readonly by: 'hedge';
      readonly after: Milliseconds;
      /** Whether the slower of the two is broken off. Its tokens are then unknown. */
      readonly cancel: boolean;
    };

/** When an answer will not do; one reason is enough. A part that fails never will. */
export interface Escalation {
  /** It says that it does not know, or was withheld. */
  readonly refusal: boolean;
  /** It has fewer characters. */
  readonly shorterThan?: number;
  /** It matches this regular expression, letter case aside. */
  readonly matching?: string;
}

/** A RouteRule sends the queries for which all that is given holds to one part. */
export interface RouteRule {
  readonly to: string;
  /** The row's tags that must have these values. */
  readonly tags: Readonly<Record<string, string>>;
  /** System prompt and messages together have more characters. */
  readonly longerThan?: number;
}

export const FALLBACK_REASONS = ['throttled', 'timeout', 'server_error', 'model_error'] as const;

export type FallbackReason = (typeof FALLBACK_REASONS)[number];
