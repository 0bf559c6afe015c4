/** One way to bring a target over the budget inside it. */
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
  /** The target over the budget. */
  readonly target: string;
  /** The cheaper target of a mix. */
  readonly with?: string;
  /** Assumed cache hit rate; only of `cache-and-route`. */
  readonly hitRate?: number;
  /** Value that just meets the budget; absent where no acceptable value does. */
  readonly value?: number;
  /** Shares are 0 to 1 of all queries, for `cache-and-route` of those that miss the cache. */
  readonly unit: 'share' | 'tokens';
  /** Minimum tokens considered; only of shorter answers and prompts. */
  readonly floor?: number;
  /** US dollars for the tokens of 1,000 queries sent as batch jobs; only of `batch`. */
  readonly per1k?: number;
  /** Whether that value is achievable in practice. */
  readonly reaches: boolean;
  readonly sentence: string;
  /** Drawbacks, and what the run did not measure. */
  readonly caveat: string;
}
