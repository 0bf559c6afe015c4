import type { Sample, Tokens } from '../../sample/sample.ts';

/** Inconsistent or missing token counts of one target's answers. */
export interface OpenCounts {
  /** Answers with token counts from the service. */
  readonly counted: number;
  /** Those whose counts do not add up to their reported total. */
  readonly disputed: number;
  /** The first of those, as read. */
  readonly example?: Tokens;
  /** Answers streamed in more than one chunk with reported output tokens. */
  readonly streamed: number;
  /** Those with an unknown number of streamed tokens, so without tpot. */
  readonly paceless: number;
}

/** Counts inconsistent and missing token counts of one target. */
export class CountTally {
  #counted = 0;
  #disputed = 0;
  #example: Tokens | undefined;
  #streamed = 0;
  #paceless = 0;

  add(sample: Sample): void {
    const { tokens, outcome, stamps } = sample;
    if (tokens.source !== 'reported') return;
    this.#counted += 1;
    if (tokens.disputedTotal !== undefined) {
      this.#disputed += 1;
      this.#example ??= tokens;
    }
    const { firstToken, lastToken } = stamps;
    if (outcome !== 'ok' || firstToken === undefined || lastToken === undefined) return;
    if (lastToken <= firstToken || (tokens.output ?? 0) < 2) return;
    this.#streamed += 1;
    if (sample.streamed === undefined) this.#paceless += 1;
  }

  /** Undefined where all counts are consistent and complete. */
  open(): OpenCounts | undefined {
    if (this.#disputed === 0 && this.#paceless === 0) return undefined;
    return {
      counted: this.#counted,
      disputed: this.#disputed,
      ...(this.#example === undefined ? {} : { example: this.#example }),
      streamed: this.#streamed,
      paceless: this.#paceless,
    };
  }
}
