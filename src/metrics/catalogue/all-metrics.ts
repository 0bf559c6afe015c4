import { ANSWER_METRICS } from './answer-metrics.ts';
import { COST_METRICS } from './cost-metrics.ts';
import { LOAD_METRICS } from './load-metrics.ts';
import { QUALITY_METRICS } from './quality-metrics.ts';
import { REQUEST_METRICS } from './request-metrics.ts';
import { TIME_METRICS } from './time-metrics.ts';
import { TOKEN_METRICS } from './token-metrics.ts';

export type MetricName = (typeof METRICS)[number]['name'];

/** All metrics, in report order. */
export const METRICS = [
  ...TIME_METRICS,
  ...TOKEN_METRICS,
  ...ANSWER_METRICS,
  ...REQUEST_METRICS,
  ...COST_METRICS,
  ...QUALITY_METRICS,
  ...LOAD_METRICS,
] as const;
