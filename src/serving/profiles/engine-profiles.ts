import type { EngineKnobs, EngineProfile, Provenance } from './profile.ts';

type Knob = keyof EngineKnobs;

/** Parameters that the fits do not determine: the variation of single requests and iterations. */
const SCATTER: readonly Knob[] = ['overheadSigma', 'stepSigma'];

const LLAMA_70B_H100X2 = engine('llama-70b-h100x2', {
  provenance: measured(
    'Llama 3.1 70B fp8 on 2 H100 under vLLM, 15 points: TPOT within 1.3 %, TTFT within 9 %.',
  ),
  knobs: [16.66, 0.0762, 0.0227, 0.0681],
  kvTokens: 228_000,
  overhead: 25.5,
});

/**
 * Built-in profiles of replicas rented by the hour.
 *
 * The H100 rows were fitted to public closed-loop measurements (SemiAnalysis InferenceX, by way of
 * ai-dynamo/aiconfigurator, 2025-2026), those of Llama 70B with the loss of `proofload fit`. Quota
 * limits are unknown, so none are set.
 */
export const ENGINE_PROFILES: readonly EngineProfile[] = [
  LLAMA_70B_H100X2,
  withHalvedCache(LLAMA_70B_H100X2, 'llama-70b-h100x2-fp8-cache'),
  engine('llama-70b-h100x4', {
    provenance: measured(
      'Llama 3.1 70B fp8 on 4 H100 under vLLM, 15 points: TPOT within 1.7 %, TTFT within 6 %; cache size computed from memory.',
      'kvTokens',
    ),
    knobs: [11.12, 0.046, 0.0445, 0.0311],
    kvTokens: 750_000,
    overhead: 22.3,
  }),
  engine('llama-70b-h100x8', {
    provenance: measured(
      'Llama 3.1 70B fp8 on 8 H100 under vLLM, 15 points: TPOT within 2.3 %, TTFT within 4 %; cache size computed from memory.',
      'kvTokens',
    ),
    knobs: [8.845, 0.0314, 0.0544, 0.0138],
    kvTokens: 2_000_000,
    overhead: 19.4,
  }),
  engine('llama-8b-h100', {
    provenance: measured(
      'Llama 3.1 8B bf16 on 1 H100 under TRT-LLM, 42 points: TTFT within 31 % only, and batch and context costs not told apart.',
      'perSequence',
      'perContextKilotoken',
    ),
    knobs: [6.65, 0.013, 0.1, 0.04],
    kvTokens: 296_000,
    overhead: 60,
  }),
  engine('gpt-oss-120b-h100x2', {
    provenance: measured(
      'gpt-oss 120B fp4 on 2 H100 under vLLM, 15 points: TPOT within 5.9 %, TTFT within 23 %; cache size not told by the data.',
      'kvTokens',
    ),
    knobs: [4.67, 0.0147, 0.139, 0.0118],
    kvTokens: 790_000,
    overhead: 33,
  }),
  engine('llama-8b-l4x4', {
    provenance: assumed(
      'Llama 3.1 8B on 4 L4 (ml.g6.12xlarge), scaled from memory bandwidth; calibrate before use.',
    ),
    knobs: [20, 0.07, 0.35, 0.08],
    kvTokens: 400_000,
    overhead: 40,
    maxSequences: 64,
  }),
  engine('slots-32', {
    provenance: assumed(
      'The shape of Llama 3.2 90B on an OCI dedicated cluster, where 32 slots are the only limit; prefill is free.',
    ),
    knobs: [20.5, 0, 0.4, 0],
    kvTokens: 1_000_000_000,
    overhead: 60,
    maxSequences: 32,
  }),
  engine('shared-192', {
    provenance: assumed(
      'The shape of Command R+ on an OCI dedicated cluster, where all share one batch; prefill is free.',
    ),
    knobs: [9.2, 0, 0.2, 0],
    kvTokens: 1_000_000_000,
    overhead: 60,
    maxSequences: 192,
  }),
];

interface Row {
  readonly provenance: Provenance<Knob>;
  /** stepBase, perPrefillToken, perSequence, perContextKilotoken. */
  readonly knobs: readonly [number, number, number, number];
  readonly kvTokens: number;
  readonly overhead: number;
  /** Default: 256, as in vLLM. */
  readonly maxSequences?: number;
}

function engine(name: string, row: Row): EngineProfile {
  const [stepBase, perPrefillToken, perSequence, perContextKilotoken] = row.knobs;
  return {
    name,
    mode: 'engine',
    provenance: row.provenance,
    quota: {},
    stepBase,
    perPrefillToken,
    perSequence,
    perContextKilotoken,
    kvTokens: row.kvTokens,
    maxSequences: row.maxSequences ?? 256,
    batchTokens: 8192,
    overhead: row.overhead,
    overheadSigma: 0.2,
    stepSigma: 0.05,
  };
}

/**
 * Returns the replica with half as many bits per cached token: the same memory holds twice the
 * tokens, and an iteration reads half the bytes of each. Computed, not fitted.
 */
function withHalvedCache(profile: EngineProfile, name: string): EngineProfile {
  const source = `${profile.name} with an 8-bit cache: twice the tokens, each read at half the cost; nothing else differs.`;
  return {
    ...profile,
    name,
    provenance: { ...profile.provenance, source },
    kvTokens: 2 * profile.kvTokens,
    perContextKilotoken: profile.perContextKilotoken / 2,
  };
}

function measured(source: string, ...undetermined: readonly Knob[]): Provenance<Knob> {
  return { status: 'measured', source, assumed: [...undetermined, ...SCATTER] };
}

function assumed(source: string): Provenance<Knob> {
  return { status: 'assumed', source };
}
