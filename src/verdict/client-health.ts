import type { LittlesLaw } from '../metrics/diagnostics/littles-law.ts';
import type { SlotWait } from '../metrics/diagnostics/load-generator-stats.ts';
import type { Unreached } from '../metrics/diagnostics/unreached-tally.ts';
import type { Milliseconds } from '../time/duration.ts';

/** A ProcessHealth is how hard this process worked while it measured, and how the machine treated it. */
export interface ProcessHealth {
  /** Event-loop utilisation, 0 to 1, naps left out: over the whole run, and of its busiest second. */
  readonly elu: number;
  readonly eluMax: number;
  /** Cores' worth of processor time it got; above 1 when helper threads worked beside the loop. */
  readonly cpu: number;
  /** Share of the time in which the loop had work but no processor: others took it. */
  readonly starved: number;
  readonly loopDelayP99: Milliseconds;
  readonly gcPauseMax: Milliseconds;
  /** Share of the time spent collecting garbage. */
  readonly gcShare: number;
  /** The most by which the wall clock left the monotonic one within a second: set, or suspended. */
  readonly clockStep: Milliseconds;
}

/** ClientHealth is how the load generator itself fared while it measured. */
export interface ClientHealth extends ProcessHealth {
  /** How long it measured; absent in results of before it was kept. */
  readonly duration?: Milliseconds;
  /** Processes that put the load on, those asked for, and the machine's processors; absent for one. */
  readonly workers?: { readonly asked: number; readonly used: number; readonly processors: number };

  /** What the spend cap held back, by what it did; absent for nothing, or without a cap. */
  readonly heldBack?: {
    readonly waited: number;
    readonly dropped: number;
    readonly unrepeated: number;
  };

  /** How late requests were sent once they were due and had a slot. */
  readonly latenessP99: Milliseconds;
  /** Absent when nothing was answered. */
  readonly latencyP50?: Milliseconds;
  /** The lowest median of a target's time to first token; absent where nothing streamed. */
  readonly ttftP50?: Milliseconds;
  /** Absent where no arrival waited for a slot. */
  readonly slotWait?: SlotWait;
  /** Arrivals that were due; how many of them were sent late; and how many found no slot. */
  readonly offered: number;
  readonly late: number;
  readonly dropped: number;
  /** Sockets opened while measuring, and the mean time that took inside a request. */
  readonly openedInWindow: number;
  readonly handshake: Milliseconds;
  /** Those, beside them, of targets whose transport is to open one for each request. */
  readonly openedByDesign?: number;
  /** Content chunks, and how many of them came in a socket read with an earlier one. */
  readonly chunks: number;
  readonly readsShared: number;
  /** Little's law, load by load, for loads that were meant to be level. */
  readonly loads: readonly { readonly name: string; readonly law: LittlesLaw }[];
  /** Arrivals that no connection could be made for; absent where there were none. */
  readonly unreached?: readonly Unreached[];
  /** Percentiles that an objective names and that have fewer samples than their floor. */
  readonly thin: readonly { readonly label: string; readonly n: number; readonly floor: number }[];
}

/** A ValidityFinding is why a measurement may not be believed: a sentence with figures and a remedy. */
export interface ValidityFinding {
  readonly validity: 'suspect' | 'invalid';
  readonly reason: string;
  /** How to measure again, to follow those words: `on a quieter machine`. */
  readonly advice?: string;
}

/** A delay of our own is tolerable up to 10 ms, or to 1 % of the median latency where that is more. */
export function tolerableDelay({ latencyP50 = 0 }: ClientHealth): Milliseconds {
  return Math.max(10, 0.01 * latencyP50);
}
