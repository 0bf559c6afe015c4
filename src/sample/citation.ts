/** A passage that a service retrieved for an answer, or names as its source. */
export interface Citation {
  readonly text: string;
  /** A URI; absent if the service gives none. */
  readonly source?: string;
}
