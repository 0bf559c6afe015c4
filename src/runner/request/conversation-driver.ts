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
 * A ConversationDriver holds conversations: each arrival of a load begins one, and each of its later
 * turns is due a think time after the answer before it. Turns are samples of their own.
 *
 * A turn is due only once the one before it has ended. So a conversation that never begins is one
 * dropped arrival, and what the run's end cuts off was never due. After a turn that failed the user
 * goes on as if it had not been asked.
 */
export class ConversationDriver {
  readonly #issuer: Dispatcher;
  readonly #clock: Clock;
  readonly #draining: CancelSignal;
  readonly #conversationOf: (arrival: number) => Conversation;
  readonly #sessions: SessionSettings | undefined;
  readonly #random: (arrival: number) => Random;
  /** The index of each arrival's first turn, as far as they have come. */
  readonly #starts = [0];

  /** How long before its due time a conversation is to be issued. */
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
      /** Draws an arrival's think times: the same ones whatever process it comes to. */
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
   * Holds one conversation to its end, and tells whether it was begun. In a closed loop, which gives
   * no due time, due is sent.
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

  /** Records that a conversation was due and will not begin. */
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

  /** Turns are numbered arrival after arrival, so that every process numbers them alike. */
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
