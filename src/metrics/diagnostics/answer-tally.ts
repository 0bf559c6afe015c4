import type { Sample } from '../../sample/sample.ts';

/** Numbers of one target's `ok` answers that are not plain complete text. */
export interface AnswerKinds {
  /** All `ok` answers. */
  readonly answers: number;
  /** Answers without any content: no text, no tool call. */
  readonly empty: number;
  /** Empty answers with counted output tokens. */
  readonly emptyCounted: number;
  /** Answers cut at the token limit or the end of the context window. */
  readonly cut: number;
  /** Answers withheld by a filter, a guardrail or the model's own refusal. */
  readonly withheld: number;
  /** Answers with content of a kind that is not read. */
  readonly unread: number;
  /** Unknown stop reasons, most frequent first. */
  readonly unknownEnds: readonly UnknownEnd[];
}

export interface UnknownEnd {
  /** Stop reason as received; absent for the sum of those above the limit. */
  readonly reason?: string;
  readonly count: number;
}

/** Limits memory for a service that sends a different reason each time. */
const MAX_REASONS = 20;
const MAX_REASON_LENGTH = 60;

/** Counts one target's measured answers by kind. */
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
    if (finish === 'unknown') this.#addReason((stopReason ?? '').slice(0, MAX_REASON_LENGTH));
  }

  /** Undefined where every answer was complete and read. */
  kinds(): AnswerKinds | undefined {
    const unknownEnds = [
      ...[...this.#reasons].map(([reason, count]) => ({ reason, count })),
      ...(this.#others === 0 ? [] : [{ count: this.#others }]),
    ].sort((a, b) => b.count - a.count);
    const findings = this.#empty + this.#cut + this.#withheld + this.#unread + unknownEnds.length;
    if (findings === 0) return undefined;
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
    if (known === undefined && this.#reasons.size >= MAX_REASONS) this.#others++;
    else this.#reasons.set(reason, (known ?? 0) + 1);
  }
}
