/** Options of a serving. */
export interface ServingOptions {
  /**
   * `edges` emits only a job's first and last token, which is enough for planners; an engine then
   * runs many iterations as one and draws their variation once. Default: `all`.
   */
  readonly emissions?: 'all' | 'edges';
}
