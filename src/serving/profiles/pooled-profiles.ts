import type { PooledKnobs, PooledProfile, Provenance } from './profile.ts';

type Knob = keyof PooledKnobs;

/** The fallback of `profileFor` for a model without measurements. */
export const TYPICAL_MODEL: PooledProfile = pooled('typical-model', {
  provenance: assumed(
    'No figures are known for this model; those of a middling hosted model stand in.',
  ),
  ttft: 700,
  ttftSigma: 0.4,
  tokensPerSecond: 60,
  speedSigma: 0.2,
  tailProbability: 0.01,
  tailFactor: 4,
});

/**
 * Built-in profiles of models hosted for all customers.
 *
 * Limits are tokens per minute of new accounts in 2024, where known. Bedrock lowers and raises them
 * by account, and no longer enforces requests per minute (Bedrock user guide, quotas, 2026).
 */
export const POOLED_PROFILES: readonly PooledProfile[] = [
  pooled('claude-3-5-sonnet', {
    provenance: measured(
      'Medians by Artificial Analysis, 2024; the scatter and the tail are assumed.',
      'ttftSigma',
      'perInputToken',
      'speedSigma',
      'tailProbability',
      'tailFactor',
    ),
    ttft: 950,
    ttftSigma: 0.45,
    perInputToken: 0.1,
    tokensPerSecond: 54,
    speedSigma: 0.2,
    tailProbability: 0.01,
    tailFactor: 4,
    tokensPerMinute: 400_000,
  }),
  pooled('claude-3-sonnet', {
    provenance: measured(
      'Medians by Artificial Analysis, 2024; the scatter and the tail are assumed.',
      'ttftSigma',
      'perInputToken',
      'speedSigma',
      'tailProbability',
      'tailFactor',
    ),
    ttft: 760,
    ttftSigma: 0.45,
    perInputToken: 0.1,
    tokensPerSecond: 60,
    speedSigma: 0.2,
    tailProbability: 0.01,
    tailFactor: 4,
  }),
  pooled('claude-3-haiku', {
    provenance: assumed(
      'No published measurement was found; set between its larger and newer kin.',
    ),
    ttft: 550,
    ttftSigma: 0.4,
    perInputToken: 0.05,
    tokensPerSecond: 110,
    speedSigma: 0.2,
    tailProbability: 0.01,
    tailFactor: 4,
    tokensPerMinute: 2_000_000,
  }),
  pooled('claude-3-5-haiku', {
    provenance: measured(
      'P50 and P90 of about 1,600 calls, AWS machine learning blog, 2025, standard latency.',
    ),
    ttft: 1100,
    ttftSigma: 0.756,
    tokensPerSecond: 48.4,
    speedSigma: 0.258,
  }),
  pooled('claude-3-5-haiku-optimized', {
    provenance: measured('P50 and P90 by the AWS machine learning blog, 2025, optimized latency.'),
    ttft: 600,
    ttftSigma: 0.661,
    tokensPerSecond: 85.9,
    speedSigma: 0.445,
  }),
  pooled('llama-3-1-70b', {
    provenance: measured(
      'P50 and P90 by the AWS machine learning blog, 2025, standard latency: a P90 of 42.8 s to the first token is a queue, not a scatter.',
      'tailProbability',
    ),
    ttft: 900,
    ttftSigma: 0.6,
    tokensPerSecond: 30.2,
    speedSigma: 0.055,
    tailProbability: 0.12,
    tailFactor: 48,
  }),
  pooled('llama-3-1-70b-optimized', {
    provenance: measured('P50 and P90 by the AWS machine learning blog, 2025, optimized latency.'),
    ttft: 400,
    ttftSigma: 0.857,
    tokensPerSecond: 137,
    speedSigma: 0.31,
  }),
  pooled('llama-3-70b', {
    provenance: assumed('No published measurement was found; set beside other 70B models.'),
    ttft: 500,
    ttftSigma: 0.4,
    tokensPerSecond: 48,
    speedSigma: 0.15,
    tokensPerMinute: 300_000,
  }),
  pooled('llama-2-70b', {
    provenance: measured(
      '150 calls of 550 tokens in and 150 out, ray-project/llmperf-leaderboard, 2023.',
    ),
    ttft: 390,
    ttftSigma: 0.15,
    tokensPerSecond: 21.4,
    speedSigma: 0.04,
  }),
  pooled('command-r-plus', {
    provenance: assumed(
      'No measurement on Bedrock was found; elsewhere it runs at up to 119 tokens per second.',
    ),
    ttft: 600,
    ttftSigma: 0.4,
    tokensPerSecond: 45,
    speedSigma: 0.2,
    tokensPerMinute: 300_000,
  }),
  pooled('titan-text-express', {
    provenance: assumed('No published measurement was found.'),
    ttft: 600,
    ttftSigma: 0.4,
    tokensPerSecond: 60,
    speedSigma: 0.2,
    tokensPerMinute: 300_000,
  }),
  pooled('nova-micro', {
    provenance: measured(
      'Means by aiperf.ghast.people.aws.dev, 2026; the scatter is assumed.',
      'ttftSigma',
      'speedSigma',
    ),
    ttft: 250,
    ttftSigma: 0.35,
    tokensPerSecond: 300,
    speedSigma: 0.25,
  }),
  pooled('nova-lite', {
    provenance: assumed('Set between Nova Micro and Nova 2 Lite.'),
    ttft: 400,
    ttftSigma: 0.4,
    tokensPerSecond: 200,
    speedSigma: 0.25,
  }),
  pooled('nova-2-lite', {
    provenance: measured(
      'Mean speed by aiperf.ghast.people.aws.dev, 2026; the first token is assumed.',
      'ttft',
      'ttftSigma',
      'speedSigma',
    ),
    ttft: 500,
    ttftSigma: 0.4,
    tokensPerSecond: 203,
    speedSigma: 0.25,
  }),
  pooled('stand-in-judge', {
    provenance: assumed('Not a model: a quick answerer for judges in the emulator.'),
    ttft: 150,
    ttftSigma: 0.2,
    tokensPerSecond: 300,
    speedSigma: 0.1,
  }),
  TYPICAL_MODEL,
];

interface Row {
  readonly provenance: Provenance<Knob>;
  readonly ttft: number;
  readonly ttftSigma: number;
  readonly tokensPerSecond: number;
  readonly speedSigma: number;
  /** Default: 0. */
  readonly perInputToken?: number;
  /** Default: no tail. */
  readonly tailProbability?: number;
  readonly tailFactor?: number;
  readonly tokensPerMinute?: number;
}

function pooled(name: string, { tokensPerMinute, ...row }: Row): PooledProfile {
  return {
    name,
    mode: 'pooled',
    quota: tokensPerMinute === undefined ? {} : { tokensPerMinute },
    perInputToken: 0,
    tailProbability: 0,
    tailFactor: 1,
    ...row,
  };
}

function measured(source: string, ...placeholders: readonly Knob[]): Provenance<Knob> {
  return placeholders.length === 0
    ? { status: 'measured', source }
    : { status: 'measured', source, assumed: placeholders };
}

function assumed(source: string): Provenance<Knob> {
  return { status: 'assumed', source };
}
