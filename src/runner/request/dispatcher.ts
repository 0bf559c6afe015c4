import { Allowance } from '../../cost/allowance.ts';
import type { MaximumCost } from '../../cost/maximum-cost.ts';
import type { SpendCap } from '../../cost/spend-cap.ts';
import type { Canaries } from '../../dataset/canary.ts';
import type { Query } from '../../dataset/query/query.ts';
import { withUniquePrefix } from '../../dataset/unique-prefix.ts';
import type { Random } from '../../random/random.ts';
import type { Failure, Sample } from '../../sample/sample.ts';
import { outputLimit } from '../../scenario/model/output-limit.ts';
import type { RetryPolicy } from '../../scenario/retry-policy.ts';
import type { CachePolicy } from '../../scenario/scenario.ts';
import { offersTools } from '../../scenario/target/target-patch.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';
import type { Target } from '../../target/contract/target.ts';
import { createCancellation, type CancelSignal } from '../../time/cancellation.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { droppedRecord, type ArrivalRecord, recordOf, type ArrivalSlot } from './arrival-record.ts';
import type { RetryBudget } from './retry-budget.ts';
import { type RequestResult, sendWithRetries } from './retrying-request.ts';
import type { StopController } from './stop-controller.ts';

/** What every request of a run shares. */
export interface RunContext {
  readonly runId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly retry: RetryPolicy;
  readonly retries: RetryBudget;
  readonly tags: Readonly<Record<string, string>>;
  readonly canaries: Canaries;
  readonly cache: CachePolicy;
  readonly cap: SpendCap;
  readonly stop: StopController;
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
  readonly onRecord: (record: ArrivalRecord) => void;
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
export interface ScheduledRequest {
  readonly index: number;
  readonly query: Query;
  /** Undefined in a closed loop, where due is sent. */
  readonly due: Milliseconds | undefined;
  /** When a slot came free, for an arrival that waited for one. */
  readonly freed?: Milliseconds | undefined;
}

/** A Dispatcher turns one load's due turns into records: it asks, prices and hands over. */
export class Dispatcher {
  /** How long before its due time a turn is to be issued. */
  readonly lead: Milliseconds;
  readonly #runContext: RunContext;
  readonly #target: Target;
  readonly #spec: TargetSpec;
  readonly #load: ArrivalSlot['load'];
  readonly #toolsOffered: boolean;
  readonly #phase: Sample['phase'];
  readonly #start: Milliseconds;
  readonly #until: Milliseconds;

  constructor(
    runContext: RunContext,
    options: {
      target: Target;
      spec: TargetSpec;
      load: ArrivalSlot['load'];
      phase: Sample['phase'];
      /** The run's start on the clock. */
      start: Milliseconds;
      /** When what is still in flight is cut, on the clock; never when absent. */
      until?: Milliseconds;
    },
  ) {
    this.#runContext = runContext;
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
  async issue(scheduled: ScheduledRequest, cut: CancelSignal): Promise<ArrivalRecord | undefined> {
    const { due } = scheduled;
    const query = this.#worded(scheduled);
    const { clock, stop } = this.#runContext;
    if (cut.aborted || stop.draining.aborted) {
      if (due !== undefined) this.drop({ ...scheduled, due });
      return undefined;
    }
    const allowance = this.#allowance(query);
    if (allowance !== undefined && !(await this.#affords(allowance, scheduled, cut)))
      return undefined;
    const cancellation = createCancellation(cut);
    let withdrawn = false;
    const gate = async (): Promise<void> => {
      if (due !== undefined) await clock.sleepUntil(due, cut, stop.draining);
      // Whatever ended the sleep, it may have been the cut, which has ended the request already.
      withdrawn = due !== undefined && clock.now() < due;
      if (withdrawn) cancellation.abort('withdrawn');
      else this.#runContext.onSend();
    };
    try {
      const exchange = await sendWithRetries(
        {
          target: this.#target,
          query,
          timeout: this.#spec.timeout,
          retry: this.#runContext.retry,
          retries: this.#runContext.retries,
          metadata: { runId: this.#runContext.runId, queryId: query.id },
          due: due ?? clock.now(),
          gate,
          allowance,
        },
        { clock, random: this.#runContext.random, cancellation },
      );
      if (!withdrawn) return this.#record(scheduled, exchange, allowance);
      allowance?.close(0);
      return undefined;
    } finally {
      cancellation.release();
      allowance?.forfeit();
    }
  }

  /** What the spend cap has to hold for a query; undefined without one. */
  #allowance(query: Query): Allowance | undefined {
    const { cap, priceAtMost } = this.#runContext;
    if (!cap.limited || priceAtMost === undefined) return undefined;
    return new Allowance(cap, this.#spec.name, priceAtMost.query(this.#spec, query));
  }

  /**
   * Whether the spend cap has room for a turn. One that is due when it is sent waits for room; one that
   * was due by the schedule is dropped, since a wait for our own cap would be told as the service's
   * latency. Where no request in flight can leave room the run ends.
   */
  async #affords(
    allowance: Allowance,
    scheduled: ScheduledRequest,
    cut: CancelSignal,
  ): Promise<boolean> {
    const { cap, stop } = this.#runContext;
    const { due } = scheduled;
    const lasting = this.#lasting(due);
    const room =
      due === undefined
        ? await allowance.openSoon(lasting, cut, stop.draining)
        : allowance.open(lasting);
    if (room === 'never') stop.drain('budget');
    if (room === 'later' && due !== undefined) {
      cap.drop();
      this.drop({ ...scheduled, due }, NO_ROOM);
    }
    return room === 'held';
  }

  /** How long a first attempt may take from now, until it is due included. */
  #lasting(due: Milliseconds | undefined): Milliseconds {
    const now = this.#runContext.clock.now();
    return Math.min(Math.max(due ?? now, now) + this.#spec.timeout, this.#until) - now;
  }

  /** The query in the words it is sent in. */
  #worded({ index, query }: ScheduledRequest): Query {
    if (this.#runContext.cache !== 'bust') return query;
    const { name, target } = this.#load;
    return withUniquePrefix(query, [this.#runContext.runId, name, target, index].join('/'));
  }

  #record(
    scheduled: ScheduledRequest,
    exchange: RequestResult,
    allowance: Allowance | undefined,
  ): ArrivalRecord {
    const { reply, attempts } = exchange;
    const { outcome, tokens } = reply;
    const arrival = { outcome, tokens, attempts };
    const costUsd = this.#runContext.price(this.#spec, arrival);
    const left = attempts.length > 1 || reply.stamps.sent !== undefined;
    const leastOf = left ? this.#runContext.priceAtLeast : undefined;
    const costAtLeastUsd =
      costUsd === undefined ? (leastOf?.(this.#spec, arrival, scheduled.query) ?? 0) : undefined;
    const costAtMostUsd = left && allowance ? this.#mostOf(arrival, allowance) : 0;
    const isOpen = allowance !== undefined && costAtMostUsd !== costUsd;
    allowance?.close(costAtMostUsd, !isOpen && (outcome === 'ok' || tokens.input !== undefined));
    const first = attempts[0]?.sent ?? reply.end;
    const slot = this.#slot(scheduled, scheduled.due ?? first);
    const maxTokens = outputLimit(this.#spec, scheduled.query.maxTokens, reply.route);
    const record = recordOf(slot, scheduled.query, exchange, {
      start: this.#start,
      canaries: this.#runContext.canaries,
      ...(maxTokens === undefined ? {} : { maxTokens }),
      toolsOffered: this.#toolsOffered,
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(costAtLeastUsd === undefined ? {} : { costAtLeastUsd }),
      ...(isOpen ? { costAtMostUsd } : {}),
    });
    this.#runContext.onRecord(record);
    return record;
  }

  #mostOf(arrival: Parameters<RunContext['price']>[1], { maximum }: Allowance): number {
    return this.#runContext.priceAtMost?.arrival(this.#spec, arrival, maximum) ?? 0;
  }

  /** Records an arrival that was due but will not be sent. */
  drop(scheduled: ScheduledRequest & { readonly due: Milliseconds }, why?: Failure): void {
    this.#runContext.onRecord(
      droppedRecord(this.#slot(scheduled, scheduled.due), scheduled.query, this.#start, why),
    );
  }

  #slot({ index, freed }: ScheduledRequest, due: Milliseconds): ArrivalSlot {
    return {
      index,
      due,
      ...(freed === undefined ? {} : { freed }),
      load: this.#load,
      phase: this.#phase,
      tags: this.#runContext.tags,
    };
  }
}
