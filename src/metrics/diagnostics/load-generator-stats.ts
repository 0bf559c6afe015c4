import type { Sample } from '../../sample/sample.ts';
import type { TimeRange } from '../../schedule/planned-duration.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { latencyOf, reconnectionsOf, slotWaitOf } from '../aggregates/measurement.ts';
import { Trend } from '../aggregates/trend.ts';
import { type LittlesLaw, LittlesLawCheck } from './littles-law.ts';

/** A request is late by more than 100 ms, or by a tenth of its own latency if that is more. */
const LATE = { least: 100, share: 0.1 };

/** Share of a constant load's time before its Little's law check begins. */
const FILLING = 0.1;

/** Waits of arrivals for a free slot of the load generator. */
export interface SlotWait {
  /** Names of the loads whose arrivals waited. */
  readonly loads: readonly string[];
  /** Share of the arrivals' total time, from due. */
  readonly share: number;
  /** Median wait over all arrivals; 0 for one that had a slot. */
  readonly p50: Milliseconds;
  readonly p95: Milliseconds;
}

/** Statistics of the load generator itself, from a run's measured samples. */
export class LoadGeneratorStats {
  readonly #lateness = new Trend();
  readonly #lawChecks: ReadonlyMap<string, LittlesLawCheck>;
  readonly #openers: ReadonlySet<string>;
  readonly #slotWaits = new Trend();
  readonly #queued = new Set<string>();
  #waited: Milliseconds = 0;
  #totalTime: Milliseconds = 0;
  #handshakes: Milliseconds = 0;
  offered = 0;
  dropped = 0;
  late = 0;
  /** Sockets opened while measuring; each adds a handshake to a latency. */
  openedInWindow = 0;
  /** Sockets of targets configured to open one per request. */
  openedByDesign = 0;
  chunks = 0;
  readsShared = 0;

  /** `level`: the constant loads by name, with their time range from the run's start. */
  constructor(
    level: ReadonlyMap<string, TimeRange>,
    /** Targets that open a socket per request. */
    openers: ReadonlySet<string> = new Set(),
  ) {
    this.#openers = openers;
    this.#lawChecks = new Map(
      [...level].map(([name, { start, stop }]) => [
        name,
        new LittlesLawCheck(start + FILLING * (stop - start), stop),
      ]),
    );
  }

  add(sample: Sample): void {
    if (sample.phase === 'warmup') return;
    this.offered++;
    if (sample.outcome === 'dropped') this.dropped++;
    this.chunks += sample.chunks;
    this.readsShared += sample.readsShared;
    const { sent, connected } = sample.stamps;
    // A replacement's time includes that of the lost socket.
    const isReplacement = reconnectionsOf(sample.attempts) > 0;
    if (connected !== undefined && sent !== undefined && !isReplacement) {
      if (this.#openers.has(sample.target)) this.openedByDesign++;
      else {
        this.openedInWindow++;
        this.#handshakes += connected - sent;
      }
    }
    this.#addSlotWait(sample);
    const first = sample.attempts[0]?.sent;
    if (first === undefined) return;
    this.#lawChecks.get(sample.scenario)?.add(first, sample.end);
    const delay = first - Math.max(sample.due, sample.freed ?? sample.due);
    this.#lateness.add(delay);
    if (delay > Math.max(LATE.least, LATE.share * latencyOf(sample))) this.late++;
  }

  /** Waits for a free slot; undefined where no arrival waited. */
  get slotWait(): SlotWait | undefined {
    if (this.#waited === 0) return undefined;
    return {
      loads: [...this.#queued],
      share: this.#waited / this.#totalTime,
      p50: this.#slotWaits.percentile(50),
      p95: this.#slotWaits.percentile(95),
    };
  }

  #addSlotWait(sample: Sample): void {
    const wait = slotWaitOf(sample);
    if (wait === undefined) return;
    this.#slotWaits.add(wait);
    this.#waited += wait;
    // An arrival dropped from the queue took as long as it waited.
    this.#totalTime += Math.max(wait, latencyOf(sample));
    if (wait > 0) this.#queued.add(sample.scenario);
  }

  /** 99th percentile of lateness after due time and slot; 0 when no request was sent. */
  get latenessP99(): Milliseconds {
    return this.#lateness.n === 0 ? 0 : this.#lateness.percentile(99);
  }

  /** Mean time to open a socket; 0 when none was opened. */
  get handshake(): Milliseconds {
    return this.openedInWindow === 0 ? 0 : this.#handshakes / this.openedInWindow;
  }

  get loads(): readonly { readonly name: string; readonly law: LittlesLaw }[] {
    return [...this.#lawChecks].flatMap(([name, check]) => {
      const law = check.law();
      return law === undefined ? [] : [{ name, law }];
    });
  }
}
