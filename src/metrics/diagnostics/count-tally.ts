import type { Sample, Tokens } from '../../sample/sample.ts';

/** OpenCounts are what the token counts of one target's answers leave open. */
export interface OpenCounts {
  /** Answers whose tokens the service counted. */
  readonly counted: number;
  /** Of them, those whose counts do not add up to the total they told. */
  readonly disputed: number;
  /** The first of those, as it was read. */
  readonly example?: Tokens;
  /** Answers that were streamed in more than one chunk, and told their output tokens. */
  readonly streamed: number;
  /** Of them, those of which nobody can tell how many tokens crossed the wire: they have no tpot. */
  readonly paceless: number;
}

/** A CountTally notes what the token counts of one target leave open. */
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

  /** Undefined where nothing is left open. */
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
