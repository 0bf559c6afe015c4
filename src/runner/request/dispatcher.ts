import { Allowance } from '../../cost/allowance.ts';
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
import {
  type Cancellation,
  createCancellation,
  type CancelSignal,
} from '../../time/cancellation.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { type ArrivalPrices, costOfArrival } from './arrival-cost.ts';
import { droppedRecord, type ArrivalRecord, recordOf, type ArrivalSlot } from './arrival-record.ts';
import type { RetryBudget } from './retry-budget.ts';
import { type RequestResult, sendWithRetries } from './retrying-request.ts';
import type { StopController } from './stop-controller.ts';

/** Settings and callbacks that all requests of a run share. */
export interface RunContext extends ArrivalPrices {
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
  readonly onSend: () => void;
  readonly onRecord: (record: ArrivalRecord) => void;
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

/** One query to send, with its position and times; `due` and `freed` are clock times. */
export interface ScheduledRequest {
  readonly index: number;
  readonly query: Query;
  /** Undefined in a closed loop, where a request is due when it is sent. */
  readonly due: Milliseconds | undefined;
  /** Clock time at which a slot became free; absent if the arrival did not wait. */
  readonly freed?: Milliseconds | undefined;
}

/** How one query is sent: what it waits for, what the spend cap holds, and what can cut it. */
interface Sending {
  readonly gate: () => Promise<void>;
  readonly allowance: Allowance | undefined;
  readonly cancellation: Cancellation;
}

/** Sends one load's requests, prices the replies and passes on a record of each. */
export class Dispatcher {
  /** Time before the due time at which a turn must be issued, milliseconds. */
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
      /** Clock time of the run's start. */
      start: Milliseconds;
      /** Clock time at which requests in flight are aborted; never if absent. */
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
   * Sends the request at `due`, or at once if that is past. An arrival that was due before the run
   * ended but could not be sent is recorded as dropped. One that was not due by then leaves no
   * record; in a closed loop that is every request not yet sent.
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
      // If an abort ended the sleep, the request has ended already.
      withdrawn = due !== undefined && clock.now() < due;
      if (withdrawn) cancellation.abort('withdrawn');
      else this.#runContext.onSend();
    };
    try {
      const exchange = await this.#send(query, due, { gate, allowance, cancellation });
      if (!withdrawn) return this.#record(scheduled, exchange, allowance);
      allowance?.close(0);
      return undefined;
    } finally {
      cancellation.release();
      allowance?.forfeit();
    }
  }

  #send(
    query: Query,
    due: Milliseconds | undefined,
    { gate, allowance, cancellation }: Sending,
  ): Promise<RequestResult> {
    const { runId, clock, random, retry, retries } = this.#runContext;
    return sendWithRetries(
      {
        target: this.#target,
        query,
        timeout: this.#spec.timeout,
        retry,
        retries,
        metadata: { runId, queryId: query.id },
        due: due ?? clock.now(),
        gate,
        allowance,
      },
      { clock, random, cancellation },
    );
  }

  /** Returns the cost that the spend cap must reserve for a query; undefined without a cap. */
  #allowance(query: Query): Allowance | undefined {
    const { cap, priceAtMost } = this.#runContext;
    if (!cap.limited || priceAtMost === undefined) return undefined;
    return new Allowance(cap, this.#spec.name, priceAtMost.query(this.#spec, query));
  }

  /**
   * Returns whether the spend cap has room for a turn. A turn of a closed loop waits for room. A
   * scheduled arrival is dropped instead, because that wait would count as latency of the service.
   * The run ends if no request in flight can free enough room.
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

  /**
   * Returns the maximum time until a first attempt has ended, milliseconds: the wait until it is
   * due and its timeout.
   */
  #lasting(due: Milliseconds | undefined): Milliseconds {
    const now = this.#runContext.clock.now();
    return Math.min(Math.max(due ?? now, now) + this.#spec.timeout, this.#until) - now;
  }

  /** Returns the query as it is sent. */
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
    const cost = costOfArrival(this.#runContext, this.#spec, scheduled.query, exchange, allowance);
    const isSettled = !cost.isOpen && (outcome === 'ok' || tokens.input !== undefined);
    allowance?.close(cost.held, isSettled);
    const first = attempts[0]?.sent ?? reply.end;
    const slot = this.#slot(scheduled, scheduled.due ?? first);
    const maxTokens = outputLimit(this.#spec, scheduled.query.maxTokens, reply.route);
    const record = recordOf(slot, scheduled.query, exchange, {
      start: this.#start,
      canaries: this.#runContext.canaries,
      ...(maxTokens === undefined ? {} : { maxTokens }),
      toolsOffered: this.#toolsOffered,
      ...cost.recorded,
    });
    this.#runContext.onRecord(record);
    return record;
  }

  /** Records an arrival as dropped. */
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
