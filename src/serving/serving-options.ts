/** ServingOptions say how much a Serving tells. */
export interface ServingOptions {
  /** `edges`: a job's first token and its last only, for planners that want nothing else. Default `all`. */
  readonly emissions?: 'all' | 'edges';
}
