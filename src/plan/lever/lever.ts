/** A Lever is one way to bring a target that is over the budget inside it. */
export interface Lever {
  readonly kind:
    | 'response-cache'
    | 'prompt-cache'
    | 'shorter-prompt'
    | 'shorter-answer'
    | 'batch'
    | 'route'
    | 'cascade'
    | 'verified-cascade'
    | 'cache-and-route';
  /** The target that costs too much. */
  readonly target: string;
  /** The cheaper target that takes over a part. */
  readonly with?: string;
  /** The share of queries a cache of answers is supposed to serve beside; only of `cache-and-route`. */
  readonly hitRate?: number;
  /** How far it must be pulled to just meet the budget; absent where no acceptable distance is enough. */
  readonly value?: number;
  /** Shares run from 0 to 1 and are of all queries. */
  readonly unit: 'share' | 'tokens';
  /** The fewest tokens that are considered; only of shorter answers and prompts. */
  readonly floor?: number;
  /** US dollars for the tokens of 1,000 queries that go this way; only of `batch`. */
  readonly per1k?: number;
  /** Whether it can be pulled that far in practice. */
  readonly reaches: boolean;
  readonly sentence: string;
  /** What it costs otherwise, and what the run did not show of it. */
  readonly caveat: string;
}
