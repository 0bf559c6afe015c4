/** ServingOptions say how much a Serving tells. */
export interface ServingOptions {
  /**
   * `edges`: a job's first token and its last only, for planners that want nothing else; an engine
   * then takes many iterations in one, whose scatter it draws once for all. Default `all`.
   */
  readonly emissions?: 'all' | 'edges';
}
