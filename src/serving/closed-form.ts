import type { Milliseconds } from '../time/duration.ts';
import type { EngineProfile } from './profiles/profile.ts';

/** Steady traffic of equal requests. */
export interface Workload {
  /** Tokens per request. */
  readonly input: number;
  readonly output: number;
  /** Requests per second. */
  readonly rate: number;
}

/** Analytic steady state of one engine replica under a workload. */
export interface ClosedForm {
  /**
   * Share of time spent on the work itself, without the iterations' fixed cost; saturates below 1.
   */
  readonly utilisation: number;
  /** Maximum stable rate, requests per second; the queue grows without bound above it. */
  readonly maxRate: number;
  /** Maximum concurrent requests by slots and cache. */
  readonly maxRunning: number;
  /** The steady state; absent at or beyond saturation. */
  readonly steady?: {
    readonly tpot: Milliseconds;
    /** Mean number of decoding requests. */
    readonly running: number;
    readonly ttft: Milliseconds;
  };
}

/**
 * Computes the mean steady state of an engine. Own derivation from the iteration time of
 * EngineProfile, checked against engine.ts; with I input and O output tokens and rate L per second:
 *
 *     a request's mean context    c     = I + O/2
 *     work per decoded token      k     = perSequence + perContextKilotoken c / 1000
 *     work per request            w     = perPrefillToken I + O k                       (ms)
 *     utilisation                 rho   = L w / 1000
 *     an iteration does L T / 1000 requests' work and its fixed cost, T = stepBase + rho T, so
 *     time per output token       T     = stepBase / (1 - rho)
 *     decoding at once (Little)   n     = L O T / 1000
 *     and at most                 N     = min(maxSequences, kvTokens / (I + O))
 *     highest rate (n = N)        L_max = 1000 N / (O (stepBase + N k) + perPrefillToken I N)
 *     time to first token         overhead + perPrefillToken I + T/2 of waiting + T of iterating
 *
 * The TTFT excludes queueing behind other prompts, so it is a lower bound near saturation and in bursts.
 */
export function closedForm(profile: EngineProfile, workload: Workload): ClosedForm {
  const { stepBase, perPrefillToken, perSequence, perContextKilotoken } = profile;
  const { input, output, rate } = workload;
  const perToken = perSequence + (perContextKilotoken * (input + output / 2)) / 1000;
  const work = perPrefillToken * input + output * perToken;
  const maxRunning = Math.min(profile.maxSequences, profile.kvTokens / (input + output));
  const maxRate =
    (1000 * maxRunning) /
    (output * (stepBase + maxRunning * perToken) + perPrefillToken * input * maxRunning);
  const utilisation = (rate * work) / 1000;
  if (rate >= maxRate) return { utilisation, maxRate, maxRunning };
  const tpot = stepBase / (1 - utilisation);
  const ttft = profile.overhead + perPrefillToken * input + 1.5 * tpot;
  const running = (rate * output * tpot) / 1000;
  return { utilisation, maxRate, maxRunning, steady: { tpot, running, ttft } };
}
