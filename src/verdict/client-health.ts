import type { LittlesLaw } from '../metrics/diagnostics/littles-law.ts';
import type { SlotWait } from '../metrics/diagnostics/load-generator-stats.ts';
import type { Unreached } from '../metrics/diagnostics/unreached-tally.ts';
import type { Milliseconds } from '../time/duration.ts';

/** Load of this process during the measurement, and its share of the machine. */
export interface ProcessHealth {
  /** Event-loop utilisation without naps, 0 to 1: of the whole run, and of its busiest second. */
  readonly elu: number;
  readonly eluMax: number;
  /** Processor time used, cores; above 1 if other threads worked beside the event loop. */
  readonly cpu: number;
  /** Share of time in which the event loop had work but no processor, 0 to 1. */
  readonly starved: number;
  readonly loopDelayP99: Milliseconds;
  readonly gcPauseMax: Milliseconds;
  /** Share of time spent in garbage collection, 0 to 1. */
  readonly gcShare: number;
  /**
   * Largest step of the wall clock against the monotonic clock within a second, milliseconds: the
   * clock was set, or the machine suspended.
   */
  readonly clockStep: Milliseconds;
}

/** Health of the load generator during the measurement. */
export interface ClientHealth extends ProcessHealth {
  /** Duration of the measurement, milliseconds; absent in older results. */
  readonly duration?: Milliseconds;
  /**
   * Processes that sent the load, processes requested, and processors of the machine; absent for
   * one process.
   */
  readonly workers?: { readonly asked: number; readonly used: number; readonly processors: number };

  /** Requests that the spend cap held back, by effect; absent if none. */
  readonly heldBack?: {
    readonly waited: number;
    readonly dropped: number;
    readonly unrepeated: number;
  };

  /** Lateness of requests that were due and had a slot. */
  readonly latenessP99: Milliseconds;
  /** Absent without answers. */
  readonly latencyP50?: Milliseconds;
  /** Lowest median time to first token of the targets; absent if nothing streamed. */
  readonly ttftP50?: Milliseconds;
  /** Absent if no arrival waited for a slot. */
  readonly slotWait?: SlotWait;
  /** Arrivals that were due, those sent late, and those without a slot. */
  readonly offered: number;
  readonly late: number;
  readonly dropped: number;
  /** Sockets opened during the measurement, and the mean time of that within a request. */
  readonly openedInWindow: number;
  readonly handshake: Milliseconds;
  /** Further sockets of targets whose transport opens one per request. */
  readonly openedByDesign?: number;
  /** Content chunks, and those that arrived in the same socket read as an earlier one. */
  readonly chunks: number;
  readonly readsShared: number;
  /** Little's law for each load with a steady level. */
  readonly loads: readonly { readonly name: string; readonly law: LittlesLaw }[];
  /** Arrivals without a connection; absent if none. */
  readonly unreached?: readonly Unreached[];
  /** Percentiles of objectives with fewer samples than their floor. */
  readonly thin: readonly { readonly label: string; readonly n: number; readonly floor: number }[];
}

/** Reason against a measurement's validity: a sentence with figures and a remedy. */
export interface ValidityFinding {
  readonly validity: 'suspect' | 'invalid';
  readonly reason: string;
  /** How to measure again, the end of a sentence: `on a quieter machine`. */
  readonly advice?: string;
}

/**
 * Returns the tolerable delay of the client: 10 ms, or 1 % of the median latency if that is more.
 */
export function tolerableDelay({ latencyP50 = 0 }: ClientHealth): Milliseconds {
  return Math.max(10, 0.01 * latencyP50);
}
