import { expect, it } from 'vitest';
import { burndownFor } from '../../src/serving/burndown.ts';

it.each([
  ['anthropic.claude-3-haiku-20240307-v1:0', 1],
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', 1],
  ['us.anthropic.claude-3-7-sonnet-20250219-v1:0', 5],
  ['anthropic.claude-sonnet-4-20250514-v1:0', 5],
  ['global.anthropic.claude-haiku-4-5-20251001-v1:0', 5],
  ['anthropic.claude-opus-4-8', 15],
  ['anthropic.claude-sonnet-5', 10],
  ['anthropic.claude-opus-5-5', 10],
  ['amazon.nova-lite-v1:0', 1],
  ['meta.llama3-70b-instruct-v1:0', 1],
])('an output token of %s uses up %i tokens of quota', (modelId, rate) => {
  expect(burndownFor(modelId)).toBe(rate);
});
