/** A process or file of the run that was lost or damaged before the run ended. */
export interface WorkerLoss {
  /** Sentence that says which one, how, and what that means for the figures. */
  readonly message: string;
  /** Whether requests were lost with it, so that the spend is unknown. */
  readonly unaccounted: boolean;
}
