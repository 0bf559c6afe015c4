import { describe, expect, it } from 'vitest';
import {
  guardrailSchema,
  parseGuardrail,
} from '../../../src/scenario/emulator/guardrail-schema.ts';

const message = 'Sorry, the model cannot answer this question.';

describe('a guardrail', () => {
  it('on the command line names its id and the words it denies', () => {
    expect(parseGuardrail('gr-1=password, bank account')).toEqual([
      'gr-1',
      { denied: ['password', 'bank account'], message },
    ]);
  });

  it.each(['password', '=password', 'gr-1=', 'gr-1=,'])('is refused as "%s"', (text) => {
    expect(() => parseGuardrail(text)).toThrow('Write it like gr-1=password,secret.');
  });

  it('says what AWS says unless it is given a message', () => {
    expect(guardrailSchema.parse({ denied: ['password'] }).message).toBe(message);
    expect(guardrailSchema.safeParse({ denied: [] }).success).toBe(false);
  });
});
