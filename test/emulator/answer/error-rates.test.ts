import { expect, it } from 'vitest';
import { errorRatesOf } from '../../../src/emulator/answer/error-rates.ts';

it('the error rates rank models as their prices do', () => {
  const miss = (model: string): number => errorRatesOf(model).miss;
  expect(miss('us.anthropic.claude-sonnet-4-5-20250929-v1:0')).toBeLessThan(
    miss('anthropic.claude-3-haiku-20240307-v1:0'),
  );
  expect(miss('meta.llama3-70b-instruct-v1:0')).toBeLessThan(miss('meta.llama3-8b-instruct-v1:0'));
  expect(miss('amazon.nova-pro-v1:0')).toBeLessThan(miss('amazon.nova-micro-v1:0'));
});
