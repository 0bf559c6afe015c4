import type { Conversation } from '../../dataset/conversation.ts';
import { historyAfter } from '../../dataset/conversation.ts';
import type { Message, Query } from '../../dataset/query/query.ts';
import type { Random } from '../../random/random.ts';
import type { SessionSettings, ThinkTime } from '../../scenario/dataset/dataset-schema.ts';
import type { CancelSignal } from '../../time/cancellation.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ArrivalRecord } from './arrival-record.ts';
import type { Dispatcher } from './dispatcher.ts';

/**
 * Runs conversations: each arrival of a load starts one, and each later turn is due a think time
 * after the answer before it. Each turn is a sample of its own.
 *
 * A turn becomes due only when the previous one has ended. So a conversation that never starts is
 * one dropped arrival, and turns after the run's end are not recorded. After a failed turn the
 * conversation continues as if that turn had not been sent.
 */
export class ConversationDriver {
  readonly #issuer: Dispatcher;
  readonly #clock: Clock;
  readonly #draining: CancelSignal;
  readonly #conversationOf: (arrival: number) => Conversation;
  readonly #sessions: SessionSettings | undefined;
  readonly #random: (arrival: number) => Random;
  /** Index of each arrival's first turn, so far. */
  readonly #starts = [0];

  /** Time before the due time at which a conversation must be issued, milliseconds. */
  get lead(): Milliseconds {
    return this.#issuer.lead;
  }

  constructor(
    issuer: Dispatcher,
    options: {
      clock: Clock;
      /** Aborted once no new request may start. */
      draining: CancelSignal;
      conversationOf: (arrival: number) => Conversation;
      sessions: SessionSettings | undefined;
      /** Draws an arrival's think times, independent of the process that sends it. */
      random: (arrival: number) => Random;
    },
  ) {
    this.#issuer = issuer;
    this.#clock = options.clock;
    this.#draining = options.draining;
    this.#conversationOf = options.conversationOf;
    this.#sessions = options.sessions;
    this.#random = options.random;
  }

  /**
   * Runs one conversation and returns whether it was started. `due` is absent in a closed loop,
   * where a request is due when it is sent.
   */
  async issue(
    arrival: number,
    due: Milliseconds | undefined,
    cut: CancelSignal,
    freed?: Milliseconds,
  ): Promise<boolean> {
    const turns = this.#conversationOf(arrival);
    const first = this.#startOf(arrival);
    const random = turns.length > 1 ? this.#random(arrival) : undefined;
    let told: readonly Message[] = [];
    let next = due;
    for (const [scheduled, query] of turns.entries()) {
      const asked = this.#asked(query, scheduled, told);
      const wait = scheduled === 0 ? freed : undefined;
      const record = await this.#issuer.issue(
        { index: first + scheduled, query: asked, due: next, freed: wait },
        cut,
      );
      if (record === undefined) return scheduled > 0;
      if (random === undefined || scheduled === turns.length - 1) return true;
      const ready = this.#clock.now() + this.#think(random);
      next = due === undefined ? undefined : ready;
      await this.#clock.sleepUntil(
        due === undefined ? ready : ready - this.lead,
        cut,
        this.#draining,
      );
      if (cut.aborted || this.#draining.aborted) return true;
      told = this.#told(told, asked, record);
    }
    return true;
  }

  /** Records a conversation as dropped. */
  drop(arrival: number, due: Milliseconds): void {
    const [query] = this.#conversationOf(arrival);
    if (query === undefined) throw new Error('a conversation has one turn at least');
    this.#issuer.drop({ index: this.#startOf(arrival), query: this.#asked(query, 0, []), due });
  }

  #asked(query: Query, scheduled: number, told: readonly Message[]): Query {
    if (this.#sessions === undefined) return query;
    return {
      ...query,
      messages: [...told, ...query.messages],
      tags: { ...query.tags, turn: String(scheduled + 1) },
    };
  }

  #told(
    before: readonly Message[],
    asked: Query,
    { sample, answer }: ArrivalRecord,
  ): readonly Message[] {
    if (this.#sessions?.history === 'replayed') return historyAfter(asked, asked.reference ?? '');
    return sample.outcome === 'ok' && answer !== '' ? historyAfter(asked, answer) : before;
  }

  #think(random: Random): Milliseconds {
    return this.#sessions === undefined ? 0 : drawn(this.#sessions.thinkTime, random);
  }

  /** Numbers turns by arrival, so that all processes use the same numbers. */
  #startOf(arrival: number): number {
    if (this.#sessions === undefined) return arrival;
    for (let n = this.#starts.length; n <= arrival; n++) {
      this.#starts.push((this.#starts[n - 1] ?? 0) + this.#conversationOf(n - 1).length);
    }
    return this.#starts[arrival] ?? 0;
  }
}

function drawn({ spread, mean }: ThinkTime, random: Random): Milliseconds {
  return spread === 'none' ? mean : -mean * Math.log(1 - random());
}
