/** Position of a problem: a file, and line and column where known (both from 1). */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ProblemOptions {
  readonly place?: Place;
  /** What the user can do, as a sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * An error that the user can fix: says what is wrong, where, and what to do.
 *
 * The command line prints it without a stack and exits with 104. Any other error that reaches the
 * command line is a defect of proofload and exits with 107.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly place: Place | undefined;
  readonly remedy: string | undefined;

  constructor(what: string, options: ProblemOptions = {}) {
    const where = options.place === undefined ? '' : `${formatPlace(options.place)}: `;
    const remedy = options.remedy === undefined ? '' : ` ${options.remedy}`;
    super(`${where}${what}${remedy}`, { cause: options.cause });
    this.place = options.place;
    this.remedy = options.remedy;
  }
}

function formatPlace({ file, line, column }: Place): string {
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
