import type { Canaries } from '../dataset/canary.ts';
import type { Query } from '../dataset/query.ts';
import { withUniquePrefix } from '../dataset/unique-prefix.ts';
import type { Clock } from '../sample/clock.ts';
import { createLeash, type Signal } from '../sample/leash.ts';
import type { Sample } from '../sample/sample.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Random } from '../scenario/random.ts';
import type { CachePolicy } from '../scenario/scenario.ts';
import type { RetryPolicy } from '../scenario/retry-policy.ts';
import type { TargetSpec } from '../scenario/target-spec.ts';
import type { Target } from '../target/target.ts';
import type { Purse } from './purse.ts';
import { droppedRecord, type Record, recordOf, type Slot } from './record.ts';
import { type Exchange, send } from './request.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Stop } from './stop.ts';

/** What every request of a run shares. */
export interface Desk {
  readonly runId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly retry: RetryPolicy;
  readonly retries: RetryBudget;
  readonly tags: Readonly<globalThis.Record<string, string>>;
  readonly canaries: Canaries;
  readonly cache: CachePolicy;
  readonly purse: Purse;
  readonly stop: Stop;
  /** US dollars one arrival was billed, all its attempts together; undefined when unknown. */
  readonly price: (
    target: TargetSpec,
    arrival: Pick<Sample, 'outcome' | 'tokens' | 'attempts'>,
  ) => number | undefined;
  /** US dollars an arrival was billed at least, where `price` is unknown; 0 when absent. */
  readonly priceAtLeast?:
    | ((
        target: TargetSpec,
        arrival: Pick<Sample, 'outcome' | 'tokens' | 'attempts'>,
        query: Query,
      ) => number)
    | undefined;
  readonly onSend: () => void;
  readonly onRecord: (record: Record) => void;
}

/**
 * How long before its due time a request is armed, unless its target takes longer: signed, serialised
 * and held at the gate. Signing takes up to a millisecond alone, and some thirty when a hundred
 * requests come at one instant. Longer would cost: what is held when young garbage is collected has
 * to be copied.
 */
const LEAD: Milliseconds = 30;

/** One query that is to be asked, where it belongs and when; `due` and `freed` are on the clock. */
export interface Turn {
  readonly index: number;
  readonly query: Query;
  /** Undefined in a closed loop, where due is sent. */
  readonly due: Milliseconds | undefined;
  /** When a slot came free, for an arrival that waited for one. */
  readonly freed?: Milliseconds | undefined;
}

/** An Issuer turns one load's due turns into records: it asks, prices and hands over. */
export class Issuer {
  /** How long before its due time a turn is to be issued. */
  readonly lead: Milliseconds;
  readonly #desk: Desk;
  readonly #target: Target;
  readonly #spec: TargetSpec;
  readonly #load: Slot['load'];
  readonly #phase: Sample['phase'];
  readonly #start: Milliseconds;
  #inFlight = 0;

  constructor(
    desk: Desk,
    options: {
      target: Target;
      spec: TargetSpec;
      load: Slot['load'];
      phase: Sample['phase'];
      /** The run's start on the clock. */
      start: Milliseconds;
    },
  ) {
    this.#desk = desk;
    this.lead = options.target.lead ?? LEAD;
    this.#target = options.target;
    this.#spec = options.spec;
    this.#load = options.load;
    this.#phase = options.phase;
    this.#start = options.start;
  }

  /**
   * Asks at `due`, or at once when that is past. An arrival whose turn comes after the run's end was
   * never sent, and is dropped; one that was not even due by then never was, and leaves no record, nor
   * does one of a closed loop, which is due when it is sent.
   */
  async issue(turn: Turn, cut: Signal): Promise<Record | undefined> {
    const { due } = turn;
    const query = this.#worded(turn);
    const { clock, purse, stop } = this.#desk;
    if (cut.aborted || stop.ending.aborted) {
      if (due !== undefined) this.drop({ ...turn, due });
      return undefined;
    }
    if (!purse.allows(this.#inFlight)) {
      stop.end('budget');
      return undefined;
    }
    const leash = createLeash(cut);
    let withdrawn = false;
    const gate = async (): Promise<void> => {
      if (due !== undefined) await clock.sleepUntil(due, cut, stop.ending);
      // Whatever ended the sleep, it may have been the cut, which has ended the request already.
      withdrawn = due !== undefined && clock.now() < due;
      if (withdrawn) leash.abort('withdrawn');
      else this.#desk.onSend();
    };
    this.#inFlight++;
    try {
      const exchange = await send(
        {
          target: this.#target,
          query,
          timeout: this.#spec.timeout,
          retry: this.#desk.retry,
          retries: this.#desk.retries,
          metadata: { runId: this.#desk.runId, queryId: query.id },
          due: due ?? clock.now(),
          gate,
        },
        { clock, random: this.#desk.random, leash },
      );
      return withdrawn ? undefined : this.#record(turn, exchange);
    } finally {
      leash.release();
      this.#inFlight--;
    }
  }

  /** The query in the words it is sent in. */
  #worded({ index, query }: Turn): Query {
    if (this.#desk.cache !== 'bust') return query;
    const { name, target } = this.#load;
    return withUniquePrefix(query, [this.#desk.runId, name, target, index].join('/'));
  }

  #record(turn: Turn, exchange: Exchange): Record {
    const { reply, attempts } = exchange;
    const { outcome, tokens } = reply;
    const arrival = { outcome, tokens, attempts };
    const costUsd = this.#desk.price(this.#spec, arrival);
    const left = attempts.length > 1 || reply.stamps.sent !== undefined;
    const leastOf = left ? this.#desk.priceAtLeast : undefined;
    const costAtLeastUsd =
      costUsd === undefined ? (leastOf?.(this.#spec, arrival, turn.query) ?? 0) : undefined;
    this.#desk.purse.spend(costUsd ?? costAtLeastUsd ?? 0);
    const first = attempts[0]?.sent ?? reply.end;
    const slot = this.#slot(turn, turn.due ?? first);
    const record = recordOf(slot, turn.query, exchange, {
      start: this.#start,
      canaries: this.#desk.canaries,
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(costAtLeastUsd === undefined ? {} : { costAtLeastUsd }),
    });
    this.#desk.onRecord(record);
    return record;
  }

  /** Records an arrival that was due but will not be sent. */
  drop(turn: Turn & { readonly due: Milliseconds }): void {
    this.#desk.onRecord(droppedRecord(this.#slot(turn, turn.due), turn.query, this.#start));
  }

  #slot({ index, freed }: Turn, due: Milliseconds): Slot {
    return {
      index,
      due,
      ...(freed === undefined ? {} : { freed }),
      load: this.#load,
      phase: this.#phase,
      tags: this.#desk.tags,
    };
  }
}
