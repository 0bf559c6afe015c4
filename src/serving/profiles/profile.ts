import type { QuotaLimits } from '../../scenario/emulator/quota-schema.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Performance parameters of one model on one kind of service. */
export type Profile = PooledProfile | EngineProfile;

interface ProfileBase<Knob extends string> {
  /** Name used in scenarios, kebab-case. */
  readonly name: string;
  readonly provenance: Provenance<Knob>;
  /** The service's default limits; unpublished ones are absent. */
  readonly quota: QuotaLimits;
}

/** Source and reliability of a profile's parameters. */
export interface Provenance<Knob extends string = string> {
  /** `measured`: fitted to or quoted from published measurements. `assumed`: a placeholder until calibrated. */
  readonly status: 'measured' | 'assumed';
  /** Source of the parameters, as a sentence. */
  readonly source: string;
  /** Parameters of a measured profile that are placeholders. */
  readonly assumed?: readonly Knob[];
}

/**
 * A service whose latency does not depend on one client's load (Bedrock on demand, below its
 * quota). Latency is drawn per request; other clients' load is the tail.
 */
export interface PooledProfile extends ProfileBase<keyof PooledKnobs>, PooledKnobs {
  readonly mode: 'pooled';
}

export interface PooledKnobs {
  /** Median time to first token of an empty prompt, milliseconds. */
  readonly ttft: Milliseconds;
  /** Standard deviation of ln(ttft). */
  readonly ttftSigma: number;
  /** Prefill time per input token outside the prefix cache, milliseconds. */
  readonly perInputToken: Milliseconds;
  /** Median decode speed of one stream, output tokens per second. */
  readonly tokensPerSecond: number;
  /** Standard deviation of ln(tokensPerSecond) between requests. */
  readonly speedSigma: number;
  /** Share of requests that fall into the slow tail, 0 to 1. */
  readonly tailProbability: number;
  /** Factor of `ttft` in the tail. */
  readonly tailFactor: number;
}

/**
 * One replica of a batching server (vLLM, TRT-LLM on SageMaker): load slows every stream, and
 * requests queue once the cache is full.
 *
 * One iteration takes
 *
 *     stepBase + perPrefillToken P + perSequence n + perContextKilotoken C / 1000   (milliseconds)
 *
 * for P prefilled prompt tokens, n decoding sequences and C tokens of their context.
 */
export interface EngineProfile extends ProfileBase<keyof EngineKnobs>, EngineKnobs {
  readonly mode: 'engine';
}

export interface EngineKnobs {
  readonly stepBase: Milliseconds;
  readonly perPrefillToken: Milliseconds;
  readonly perSequence: Milliseconds;
  /** Time per 1,000 context tokens of the decoding sequences. */
  readonly perContextKilotoken: Milliseconds;
  /** Capacity of the key-value cache in tokens, shared by all sequences. */
  readonly kvTokens: number;
  /** Maximum sequences in one batch. */
  readonly maxSequences: number;
  /** Maximum tokens per iteration; longer prompts are prefilled in chunks. */
  readonly batchTokens: number;
  /** Mean time from arrival to the queue, milliseconds: network, tokenizer, API server. */
  readonly overhead: Milliseconds;
  /** Standard deviation of ln(overhead). */
  readonly overheadSigma: number;
  /** Standard deviation of ln(iteration time); the mean does not change. */
  readonly stepSigma: number;
}
