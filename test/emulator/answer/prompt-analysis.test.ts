import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../../src/emulator/prompt/model-request.ts';
import { nothingCached } from '../../../src/emulator/prompt/cached-input.ts';
import { composeReply } from '../../../src/emulator/answer/compose-reply.ts';
import { errorRatesOf } from '../../../src/emulator/answer/error-rates.ts';
import { createPromptAnalyser } from '../../../src/emulator/answer/prompt-analysis.ts';

function ask(text: string, maxTokens = 50): ModelRequest {
  return { system: '', messages: [{ role: 'user', text }], maxTokens };
}

describe('a thought', () => {
  it('comes back with the same prompt, whatever the token limit', () => {
    const thoughts = createPromptAnalyser();
    expect(thoughts('m', ask('Why?', 5))).toBe(thoughts('m', ask('Why?', 9)));
  });

  it.each<[string, string, ModelRequest]>([
    ['another model', 'n', ask('Why?')],
    ['another prompt', 'm', ask('How?')],
    ['another system prompt', 'm', { ...ask('Why?'), system: 'Be brief.' }],
    ['another form', 'm', { ...ask('Why?'), output: { name: 'form', schema: {} } }],
    [
      'earlier turns',
      'm',
      { ...ask('Why?'), messages: [...ask('a').messages, ...ask('Why?').messages] },
    ],
  ])('is another for %s', (_, subject, other) => {
    const thoughts = createPromptAnalyser();
    expect(thoughts(subject, other)).not.toBe(thoughts('m', ask('Why?')));
  });

  it('is forgotten in time, or a long run would fill the memory', () => {
    const thoughts = createPromptAnalyser();
    const first = thoughts('m', ask('Why?'));
    for (let n = 0; n < 2500; n++) thoughts('m', ask(`Question ${n}?`));
    expect(thoughts('m', ask('Why?'))).not.toBe(first);
    expect(thoughts('m', ask('Why?'))).toEqual(first);
  });

  it('leads to the same answer whether it is new or not', () => {
    const prompt =
      '<passage>Refunds are paid within 14 days. Shoes are blue.</passage><question>When are refunds paid?</question>';
    const voice = { cached: nothingCached(), quality: errorRatesOf('m'), seed: 3 };
    const said = (thoughts = createPromptAnalyser()): string =>
      composeReply(ask(prompt), thoughts('m', ask(prompt)), voice).reply.text;
    const thoughts = createPromptAnalyser();
    expect([said(thoughts), said(thoughts)]).toEqual([said(), said()]);
  });

  it('keeps no answer that a fault had a word in', () => {
    const thoughts = createPromptAnalyser();
    const prompt = '<passage>Shoes are blue.</passage><question>Which colour are shoes?</question>';
    const voice = { cached: nothingCached(), quality: errorRatesOf('claude-opus'), seed: 1 };
    const answer = (leak?: string): string =>
      composeReply(ask(prompt), thoughts('m', ask(prompt)), { ...voice, leak }).reply.text;
    expect(answer('HERON-2208')).toContain('HERON-2208');
    expect(answer()).not.toContain('HERON-2208');
  });
});
