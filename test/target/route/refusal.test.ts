import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../../src/target/route/refusal.ts';

describe('a refusal', () => {
  it.each([
    'I do not know.',
    "I'm sorry, but I can’t help with that.",
    'The documents do not contain the answer to this question.',
    'There is no information about refunds in the passages.',
    'Unable to answer.',
  ])('%j is a refusal', (answer) => {
    expect(isRefusal({ answer })).toBe(true);
  });

  it.each([
    'Refunds are paid within 14 days.',
    'Refunds are paid within 14 days. I do not know about gifts.',
    'Containers do not leak.',
    '',
  ])('%j is not a refusal', (answer) => {
    expect(isRefusal({ answer })).toBe(false);
  });

  it('an answer that the service withheld is a refusal', () => {
    expect(isRefusal({ answer: 'Yes.', stopReason: 'content_filtered' })).toBe(true);
  });
});
