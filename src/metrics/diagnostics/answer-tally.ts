import type { Sample } from '../../sample/sample.ts';

/** AnswerKinds are what one target's `ok` answers turned out to be, where they are no whole text. */
export interface AnswerKinds {
  /** All `ok` answers. */
  readonly answers: number;
  /** Without any content: no text, no tool call. */
  readonly empty: number;
  /** Of the empty ones, those that output tokens were counted for. */
  readonly emptyCounted: number;
  /** Cut at the token limit or the end of the context window. */
  readonly cut: number;
  /** Withheld by a filter, a guardrail or the model's own refusal. */
  readonly withheld: number;
  /** With content of a kind that was not read. */
  readonly unread: number;
  /** By stop reasons that no list has, most frequent first. */
  readonly unknownEnds: readonly UnknownEnd[];
}

export interface UnknownEnd {
  /** As the service wrote it; absent for all that were too many to keep. */
  readonly reason?: string;
  readonly count: number;
}

/** A service that writes a new reason each time must not fill our memory. */
const MOST_REASONS = 20;
const LONGEST_REASON = 60;

/** An AnswerTally counts one target's answers of the measured phase by kind. */
export class AnswerTally {
  #answers = 0;
  #empty = 0;
  #emptyCounted = 0;
  #cut = 0;
  #withheld = 0;
  #unread = 0;
  #others = 0;
  readonly #reasons = new Map<string, number>();

  add({ outcome, phase, empty, finish, unread, stopReason, tokens }: Sample): void {
    if (outcome !== 'ok' || phase === 'warmup') return;
    this.#answers++;
    if (empty === true) {
      this.#empty++;
      if ((tokens.output ?? 0) > 0) this.#emptyCounted++;
    }
    if (finish === 'cut') this.#cut++;
    if (finish === 'withheld') this.#withheld++;
    if ((unread ?? 0) > 0) this.#unread++;
    if (finish === 'unknown') this.#addReason((stopReason ?? '').slice(0, LONGEST_REASON));
  }

  /** Undefined where every answer was a whole one that was read. */
  kinds(): AnswerKinds | undefined {
    const unknownEnds = [
      ...[...this.#reasons].map(([reason, count]) => ({ reason, count })),
      ...(this.#others === 0 ? [] : [{ count: this.#others }]),
    ].sort((a, b) => b.count - a.count);
    const told = this.#empty + this.#cut + this.#withheld + this.#unread + unknownEnds.length;
    if (told === 0) return undefined;
    return {
      answers: this.#answers,
      empty: this.#empty,
      emptyCounted: this.#emptyCounted,
      cut: this.#cut,
      withheld: this.#withheld,
      unread: this.#unread,
      unknownEnds,
    };
  }

  #addReason(reason: string): void {
    const known = this.#reasons.get(reason);
    if (known === undefined && this.#reasons.size >= MOST_REASONS) this.#others++;
    else this.#reasons.set(reason, (known ?? 0) + 1);
  }
}
