import type { Metric } from './metric.ts';

/** Metrics of the judge and of tenant isolation. */
export const QUALITY_METRICS = [
  {
    name: 'quality',
    type: 'trend',
    ofAnswers: true,
    unit: 'score',
    lowerIsBetter: false,
    definition: 'score of judged answers, 0 to 1; one value for each answer and criterion',
  },
  {
    name: 'quality_pass',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: false,
    definition:
      'share of judged answers that pass every criterion; with {criterion:…} that one alone',
  },
  {
    name: 'judge_errors',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: true,
    definition:
      'share of the answers shown to the judge that it failed to grade, wholly or in part',
  },
  {
    name: 'judged',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: false,
    definition: 'share of the answers drawn for the judge that were scored',
  },
  {
    name: 'tenant_leaks',
    type: 'counter',
    ofAnswers: true,
    unit: 'count',
    lowerIsBetter: true,
    definition:
      'canaries of other tenants found in answers; none where the dataset has no canaries',
  },
] as const satisfies readonly Metric[];
