import type { QuotaLimits } from '../../scenario/emulator/emulator-settings.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A Profile is how one model behaves on one kind of service: the knobs of a Serving. */
export type Profile = PooledProfile | EngineProfile;

interface ProfileBase<Knob extends string> {
  /** Kebab-case; what scenarios call it. */
  readonly name: string;
  readonly provenance: Provenance<Knob>;
  /** The limits the service sets by default; a limit nobody published is absent. */
  readonly quota: QuotaLimits;
}

/** A Provenance says how far a profile's knobs may be trusted. */
export interface Provenance<Knob extends string = string> {
  /** `measured`: fitted to or quoted from published measurements. `assumed`: a placeholder until calibrated. */
  readonly status: 'measured' | 'assumed';
  /** Where the knobs come from, as a sentence. */
  readonly source: string;
  /** Knobs of a measured profile that are placeholders all the same. */
  readonly assumed?: readonly Knob[];
}

/**
 * A PooledProfile is a service so large that our own load does not slow it (Bedrock on demand,
 * below its quota): latency is drawn for each request, and other people's load is the tail.
 */
export interface PooledProfile extends ProfileBase<keyof PooledKnobs>, PooledKnobs {
  readonly mode: 'pooled';
}

export interface PooledKnobs {
  /** Median time to the first token of an empty prompt. */
  readonly ttft: Milliseconds;
  /** Standard deviation of ln(ttft). */
  readonly ttftSigma: number;
  /** Added to the first token's time for each input token that no prefix cache holds. */
  readonly perInputToken: Milliseconds;
  /** Median decode speed of one stream, output tokens per second. */
  readonly tokensPerSecond: number;
  /** Standard deviation of ln(tokensPerSecond) between requests. */
  readonly speedSigma: number;
  /** Share of requests that fall into the slow tail, 0 to 1. */
  readonly tailProbability: number;
  /** What `ttft` is multiplied by in the tail. */
  readonly tailFactor: number;
}

/**
 * An EngineProfile is one replica of a batching server (vLLM, TRT-LLM on SageMaker): load slows
 * every stream, and beyond the cache's size requests queue.
 *
 * One iteration takes
 *
 *     stepBase + perPrefillToken P + perSequence n + perContextKilotoken C / 1000   (milliseconds)
 *
 * for P prompt tokens prefilled, n sequences decoding and C tokens of their context.
 */
export interface EngineProfile extends ProfileBase<keyof EngineKnobs>, EngineKnobs {
  readonly mode: 'engine';
}

export interface EngineKnobs {
  readonly stepBase: Milliseconds;
  readonly perPrefillToken: Milliseconds;
  readonly perSequence: Milliseconds;
  /** For each 1,000 tokens of context that the decoding sequences hold. */
  readonly perContextKilotoken: Milliseconds;
  /** Tokens the key-value cache holds, all sequences together. */
  readonly kvTokens: number;
  /** The most sequences in one batch. */
  readonly maxSequences: number;
  /** The most tokens one iteration works on; longer prompts are prefilled in chunks. */
  readonly batchTokens: number;
  /** Mean time from a job's arrival to its place in the queue: network, tokenizer, API server. */
  readonly overhead: Milliseconds;
  /** Standard deviation of ln(overhead); 0 is none. */
  readonly overheadSigma: number;
  /** Standard deviation of ln(iteration time), its mean unchanged; 0 is none. */
  readonly stepSigma: number;
}
