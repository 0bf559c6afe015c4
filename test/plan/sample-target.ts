import type { PlanTarget } from '../../src/plan/demand/plan-target.ts';

const rag = {
  per1k: 0,
  per1kInterval: { low: 0, high: 0 },
  fixed: [],
  objectives: 'pass',
  size: { input: 2000, output: 250 },
  maxTokens: 300,
  burndown: 1,
} as const satisfies Omit<PlanTarget, 'name'>;

/** A target that costs $9.75 per 1,000 queries of 2,000 tokens in and 250 out. */
export const sonnet: PlanTarget = {
  ...rag,
  name: 'sonnet',
  per1k: 9.75,
  per1kInterval: { low: 9.6, high: 9.9 },
  price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
};

/** A target that costs $0.8125. */
export const haiku: PlanTarget = {
  ...rag,
  name: 'haiku',
  per1k: 0.8125,
  per1kInterval: { low: 0.8, high: 0.825 },
  price: { input: 0.25, output: 1.25 },
};

/** A target on rented hardware at $4,199 a month. */
export const llama: PlanTarget = {
  ...rag,
  name: 'llama',
  fixed: [{ name: 'llama: 1 x ml.g6.12xlarge', perMonth: 4199 }],
};

/** Costs beside tokens of a RAG service of 1.5 million queries a month. */
export const ragFixed = [{ name: 'OpenSearch, API, logs', perMonth: 401.850_075 }];
