import type { Metric } from './metric.ts';

/** Metrics of how arrivals ended, and of what the answers contain. */
export const ANSWER_METRICS = [
  {
    name: 'throttled',
    type: 'rate',
    unit: 'share',
    lowerIsBetter: true,
    definition: 'share of first attempts that were throttled',
  },
  {
    name: 'failed',
    type: 'rate',
    unit: 'share',
    lowerIsBetter: true,
    definition:
      'share of arrivals that did not end ok; dropped and interrupted ones count as failed',
  },
  {
    name: 'empty',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: true,
    definition: 'share of ok answers without any content: no text, no tool call, nothing unread',
  },
  {
    name: 'cut',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: true,
    definition:
      'share of ok answers that were cut at the token limit or the context window, of those whose service says why they ended',
  },
  {
    name: 'unread',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: true,
    definition: 'share of ok answers with content of a kind that is not read: images, sound',
  },
  {
    name: 'tool_calls',
    type: 'trend',
    unit: 'count',
    summed: true,
    definition: 'tool calls per ok answer, where the prompt offers tools',
  },
  {
    name: 'schema_valid',
    type: 'rate',
    unit: 'share',
    lowerIsBetter: false,
    definition:
      'share of ok answers that are JSON of the schema the prompt asks for, and nothing beside it',
  },
  {
    name: 'good',
    type: 'rate',
    unit: 'share',
    lowerIsBetter: false,
    definition:
      'share of all arrivals that are ok, inside every per-request objective and, where there is a judge, pass every criterion; estimated from the answers it was shown',
  },
] as const satisfies readonly Metric[];
