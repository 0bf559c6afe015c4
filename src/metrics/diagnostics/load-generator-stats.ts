import type { Sample } from '../../sample/sample.ts';
import type { TimeRange } from '../../schedule/planned-duration.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { latencyOf, reconnectionsOf, slotWaitOf } from '../aggregates/measurement.ts';
import { Trend } from '../aggregates/trend.ts';
import { type LittlesLaw, LittlesLawCheck } from './littles-law.ts';

/** A request is late beyond 100 ms, or beyond a tenth of its own latency where that is more. */
const LATE = { least: 100, share: 0.1 };

/** A level load fills up in the first tenth of its time, and is held against Little's law after it. */
const FILLING = 0.1;

/** A SlotWait is how arrivals waited for a free slot of the load generator's own. */
export interface SlotWait {
  /** Of the loads whose arrivals waited, the names. */
  readonly loads: readonly string[];
  /** Of all the time that arrivals took, from due. */
  readonly share: number;
  /** Over all arrivals; 0 for one that had a slot. */
  readonly p50: Milliseconds;
  readonly p95: Milliseconds;
}

/** A LoadGeneratorStats is what the measured samples of a run tell of the load generator itself. */
export class LoadGeneratorStats {
  readonly #lateness = new Trend();
  readonly #occupancies: ReadonlyMap<string, LittlesLawCheck>;
  readonly #openers: ReadonlySet<string>;
  readonly #slotWaits = new Trend();
  readonly #queued = new Set<string>();
  #waited: Milliseconds = 0;
  #taken: Milliseconds = 0;
  #handshakes: Milliseconds = 0;
  offered = 0;
  dropped = 0;
  late = 0;
  /** Sockets opened while measuring: each put a handshake into someone's latency. */
  openedInWindow = 0;
  /** Those of targets that are to open one for each request. */
  openedByDesign = 0;
  chunks = 0;
  readsShared = 0;

  /** `level` holds the loads, by name, that were meant to be the same all along: when, from the run's start. */
  constructor(
    level: ReadonlyMap<string, TimeRange>,
    /** Targets that open a socket for each request. */
    openers: ReadonlySet<string> = new Set(),
  ) {
    this.#openers = openers;
    this.#occupancies = new Map(
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
    // One that took a lost one's place has that one's time before its own.
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
    this.#occupancies.get(sample.scenario)?.add(first, sample.end);
    const delay = first - Math.max(sample.due, sample.freed ?? sample.due);
    this.#lateness.add(delay);
    if (delay > Math.max(LATE.least, LATE.share * latencyOf(sample))) this.late++;
  }

  /** How arrivals waited for a free slot of ours; undefined where none did. */
  get slotWait(): SlotWait | undefined {
    if (this.#waited === 0) return undefined;
    return {
      loads: [...this.#queued],
      share: this.#waited / this.#taken,
      p50: this.#slotWaits.percentile(50),
      p95: this.#slotWaits.percentile(95),
    };
  }

  #addSlotWait(sample: Sample): void {
    const wait = slotWaitOf(sample);
    if (wait === undefined) return;
    this.#slotWaits.add(wait);
    this.#waited += wait;
    // What was given up in the queue took as long as it waited.
    this.#taken += Math.max(wait, latencyOf(sample));
    if (wait > 0) this.#queued.add(sample.scenario);
  }

  /** How late requests were sent once due and given a slot; 0 when none was sent. */
  get latenessP99(): Milliseconds {
    return this.#lateness.n === 0 ? 0 : this.#lateness.percentile(99);
  }

  /** The mean time of opening a socket; 0 when none was opened. */
  get handshake(): Milliseconds {
    return this.openedInWindow === 0 ? 0 : this.#handshakes / this.openedInWindow;
  }

  get loads(): readonly { readonly name: string; readonly law: LittlesLaw }[] {
    return [...this.#occupancies].flatMap(([name, occupancy]) => {
      const law = occupancy.law();
      return law === undefined ? [] : [{ name, law }];
    });
  }
}
