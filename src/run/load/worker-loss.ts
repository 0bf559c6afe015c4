/** A WorkerLoss is a process or a file of a run's own that was gone or damaged before the run ended. */
export interface WorkerLoss {
  /** Which one, how, and what that means for the figures: a sentence. */
  readonly message: string;
  /** Whether requests went with it that no sample tells of, so that what was spent is unknown. */
  readonly unaccounted: boolean;
}
