import { Allowance } from '../cost/allowance.ts';
import type { MaximumCost } from '../cost/maximum-cost.ts';
import type { SpendCap } from '../cost/spend-cap.ts';
import type { Canaries } from '../dataset/canary.ts';
import type { Query } from '../dataset/query.ts';
import { withUniquePrefix } from '../dataset/unique-prefix.ts';
import type { Clock } from '../sample/clock.ts';
import { createLeash, type Signal } from '../sample/leash.ts';
import type { Failure, Sample } from '../sample/sample.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Random } from '../scenario/random.ts';
import type { CachePolicy } from '../scenario/scenario.ts';
import type { RetryPolicy } from '../scenario/retry-policy.ts';
import { outputLimit } from '../scenario/output-limit.ts';
import { offersTools } from '../scenario/target-patch.ts';
import type { TargetSpec } from '../scenario/target-spec.ts';
import type { Target } from '../target/target.ts';
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
  readonly cap: SpendCap;
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
  /** What a spend cap holds for each request; absent where there is none. */
  readonly priceAtMost?: PriceAtMost | undefined;
  readonly onSend: () => void;
  readonly onRecord: (record: Record) => void;
}

/** A PriceAtMost is the US dollars that may not be passed: of a query to ask, and of an arrival that was asked. */
export interface PriceAtMost {
  readonly query: (target: TargetSpec, query: Query) => MaximumCost;
  readonly arrival: (
    target: TargetSpec,
    arrival: Pick<Sample, 'outcome' | 'tokens' | 'attempts'>,
    maximum: MaximumCost,
  ) => number;
}

/**
 * How long before its due time a request is armed, unless its target takes longer: signed, serialised
 * and held at the gate. Signing takes up to a millisecond alone, and some thirty when a hundred
 * requests come at one instant. Longer would cost: what is held when young garbage is collected has
 * to be copied.
 */
const LEAD: Milliseconds = 30;

const NO_ROOM: Failure = {
  name: 'SpendCap',
  message:
    'Not sent: what requests in flight may cost left no room for it in the spend cap (budget.run).',
};

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
  readonly #toolsOffered: boolean;
  readonly #phase: Sample['phase'];
  readonly #start: Milliseconds;
  readonly #until: Milliseconds;

  constructor(
    desk: Desk,
    options: {
      target: Target;
      spec: TargetSpec;
      load: Slot['load'];
      phase: Sample['phase'];
      /** The run's start on the clock. */
      start: Milliseconds;
      /** When what is still in flight is cut, on the clock; never when absent. */
      until?: Milliseconds;
    },
  ) {
    this.#desk = desk;
    this.lead = options.target.lead ?? LEAD;
    this.#target = options.target;
    this.#spec = options.spec;
    this.#load = options.load;
    this.#toolsOffered = offersTools(options.spec);
    this.#phase = options.phase;
    this.#start = options.start;
    this.#until = options.until ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Asks at `due`, or at once when that is past. An arrival whose turn comes after the run's end was
   * never sent, and is dropped; one that was not even due by then never was, and leaves no record, nor
   * does one of a closed loop, which is due when it is sent.
   */
  async issue(turn: Turn, cut: Signal): Promise<Record | undefined> {
    const { due } = turn;
    const query = this.#worded(turn);
    const { clock, stop } = this.#desk;
    if (cut.aborted || stop.ending.aborted) {
      if (due !== undefined) this.drop({ ...turn, due });
      return undefined;
    }
    const allowance = this.#allowance(query);
    if (allowance !== undefined && !(await this.#affords(allowance, turn, cut))) return undefined;
    const leash = createLeash(cut);
    let withdrawn = false;
    const gate = async (): Promise<void> => {
      if (due !== undefined) await clock.sleepUntil(due, cut, stop.ending);
      // Whatever ended the sleep, it may have been the cut, which has ended the request already.
      withdrawn = due !== undefined && clock.now() < due;
      if (withdrawn) leash.abort('withdrawn');
      else this.#desk.onSend();
    };
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
          allowance,
        },
        { clock, random: this.#desk.random, leash },
      );
      if (!withdrawn) return this.#record(turn, exchange, allowance);
      allowance?.close(0);
      return undefined;
    } finally {
      leash.release();
      allowance?.forfeit();
    }
  }

  /** What the spend cap has to hold for a query; undefined without one. */
  #allowance(query: Query): Allowance | undefined {
    const { cap, priceAtMost } = this.#desk;
    if (!cap.limited || priceAtMost === undefined) return undefined;
    return new Allowance(cap, this.#spec.name, priceAtMost.query(this.#spec, query));
  }

  /**
   * Whether the spend cap has room for a turn. One that is due when it is sent waits for room; one that
   * was due by the schedule is dropped, since a wait for our own cap would be told as the service's
   * latency. Where no request in flight can leave room the run ends.
   */
  async #affords(allowance: Allowance, turn: Turn, cut: Signal): Promise<boolean> {
    const { cap, stop } = this.#desk;
    const { due } = turn;
    const lasting = this.#lasting(due);
    const room =
      due === undefined
        ? await allowance.openSoon(lasting, cut, stop.ending)
        : allowance.open(lasting);
    if (room === 'never') stop.end('budget');
    if (room === 'later' && due !== undefined) {
      cap.drop();
      this.drop({ ...turn, due }, NO_ROOM);
    }
    return room === 'held';
  }

  /** How long a first attempt may take from now, until it is due included. */
  #lasting(due: Milliseconds | undefined): Milliseconds {
    const now = this.#desk.clock.now();
    return Math.min(Math.max(due ?? now, now) + this.#spec.timeout, this.#until) - now;
  }

  /** The query in the words it is sent in. */
  #worded({ index, query }: Turn): Query {
    if (this.#desk.cache !== 'bust') return query;
    const { name, target } = this.#load;
    return withUniquePrefix(query, [this.#desk.runId, name, target, index].join('/'));
  }

  #record(turn: Turn, exchange: Exchange, allowance: Allowance | undefined): Record {
    const { reply, attempts } = exchange;
    const { outcome, tokens } = reply;
    const arrival = { outcome, tokens, attempts };
    const costUsd = this.#desk.price(this.#spec, arrival);
    const left = attempts.length > 1 || reply.stamps.sent !== undefined;
    const leastOf = left ? this.#desk.priceAtLeast : undefined;
    const costAtLeastUsd =
      costUsd === undefined ? (leastOf?.(this.#spec, arrival, turn.query) ?? 0) : undefined;
    const costAtMostUsd = left && allowance ? this.#mostOf(arrival, allowance) : 0;
    const isOpen = allowance !== undefined && costAtMostUsd !== costUsd;
    allowance?.close(costAtMostUsd, !isOpen && (outcome === 'ok' || tokens.input !== undefined));
    const first = attempts[0]?.sent ?? reply.end;
    const slot = this.#slot(turn, turn.due ?? first);
    const maxTokens = outputLimit(this.#spec, turn.query.maxTokens, reply.route);
    const record = recordOf(slot, turn.query, exchange, {
      start: this.#start,
      canaries: this.#desk.canaries,
      ...(maxTokens === undefined ? {} : { maxTokens }),
      toolsOffered: this.#toolsOffered,
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(costAtLeastUsd === undefined ? {} : { costAtLeastUsd }),
      ...(isOpen ? { costAtMostUsd } : {}),
    });
    this.#desk.onRecord(record);
    return record;
  }

  #mostOf(arrival: Parameters<Desk['price']>[1], { maximum }: Allowance): number {
    return this.#desk.priceAtMost?.arrival(this.#spec, arrival, maximum) ?? 0;
  }

  /** Records an arrival that was due but will not be sent. */
  drop(turn: Turn & { readonly due: Milliseconds }, why?: Failure): void {
    this.#desk.onRecord(droppedRecord(this.#slot(turn, turn.due), turn.query, this.#start, why));
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
