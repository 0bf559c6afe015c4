/** Where a problem was found: a file, and as far as known the line and column (both from 1). */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ProblemOptions {
  readonly place?: Place;
  /** What the user can do about it, as a sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * A Problem is a mistake the user can mend: it says what is wrong, where, and what to do.
 *
 * The command line prints it without a stack and exits with 104. Every other error that reaches the
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
