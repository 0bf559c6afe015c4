import { defineScenario } from 'proofload';

/** Proves an installation in seconds: every part of a run, on twelve questions, six times over. */
export default defineScenario({
  description: 'Twelve questions six times over, to prove the installation.',
  target: {
    kind: 'bedrock-converse',
    model: 'anthropic.claude-3-haiku-20240307-v1:0',
  },
  scenarios: {
    smoke: { executor: 'shared-iterations', vus: 12, iterations: 72, maxDuration: '30s' },
  },
  warmup: { iterations: 1 },
  dataset: { file: '../datasets/smoke.csv' },
  prompt: {
    system: 'Answer from the passages only, in one sentence.',
    user: '<passages>{{ context }}</passages>\n<question>{{ question }}</question>',
    maxTokens: 120,
  },
  thresholds: {
    latency: ['p(90)<3000'],
    failed: ['rate<0.05'],
    tenant_leaks: ['count==0'],
  },
  judge: {
    target: {
      kind: 'bedrock-converse',
      model: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      stream: false,
    },
    criteria: ['correctness'],
    sample: 12,
    concurrency: 12,
  },
  demand: '50000/day',
  budget: { run: 0.5 },
  emulator: { profiles: { 'us.anthropic.claude-haiku-4-5-20251001-v1:0': 'stand-in-judge' } },
});
