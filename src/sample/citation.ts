/** A Citation is a passage that a service found for an answer, or says it rests on. */
export interface Citation {
  readonly text: string;
  /** A URI, where the service tells one. */
  readonly source?: string;
}
