import { describe, expect, it } from 'vitest';
import {
  guardrailSchema,
  parseGuardrail,
} from '../../../src/scenario/emulator/guardrail-schema.ts';

const message = 'Sorry, the model cannot answer this question.';

describe('a guardrail in command-line form', () => {
  it('has an id and denied words', () => {
    expect(parseGuardrail('gr-1=password, bank account')).toEqual([
      'gr-1',
      { denied: ['password', 'bank account'], message },
    ]);
  });

  it.each(['password', '=password', 'gr-1=', 'gr-1=,'])('is rejected: "%s"', (text) => {
    expect(() => parseGuardrail(text)).toThrow('Write it like gr-1=password,secret.');
  });

  it('has AWS’s message by default', () => {
    expect(guardrailSchema.parse({ denied: ['password'] }).message).toBe(message);
    expect(guardrailSchema.safeParse({ denied: [] }).success).toBe(false);
  });
});
