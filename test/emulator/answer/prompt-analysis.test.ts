import { describe, expect, it } from 'vitest';
import { composeReply } from '../../../src/emulator/answer/compose-reply.ts';
import { errorRatesOf } from '../../../src/emulator/answer/error-rates.ts';
import { createPromptAnalyser } from '../../../src/emulator/answer/prompt-analysis.ts';
import { nothingCached } from '../../../src/emulator/prompt/cached-input.ts';
import type { ModelRequest } from '../../../src/emulator/prompt/model-request.ts';

function ask(text: string, maxTokens = 50): ModelRequest {
  return { system: '', messages: [{ role: 'user', text }], maxTokens };
}

describe('a prompt analysis', () => {
  it('a prompt analysis is reused for the same prompt, whatever the token limit', () => {
    const analyser = createPromptAnalyser();
    expect(analyser('m', ask('Why?', 5))).toBe(analyser('m', ask('Why?', 9)));
  });

  it.each<[string, string, ModelRequest]>([
    ['another model', 'n', ask('Why?')],
    ['another prompt', 'm', ask('How?')],
    ['another system prompt', 'm', { ...ask('Why?'), system: 'Be brief.' }],
    ['another form', 'm', { ...ask('Why?'), output: { kind: 'format', name: 'form', schema: {} } }],
    [
      'earlier turns',
      'm',
      { ...ask('Why?'), messages: [...ask('a').messages, ...ask('Why?').messages] },
    ],
  ])('a prompt analysis is not reused for %s', (_, subject, other) => {
    const analyser = createPromptAnalyser();
    expect(analyser(subject, other)).not.toBe(analyser('m', ask('Why?')));
  });

  it('old prompt analyses are dropped, so that a long run does not fill the memory', () => {
    const analyser = createPromptAnalyser();
    const first = analyser('m', ask('Why?'));
    for (let n = 0; n < 2500; n++) analyser('m', ask(`Question ${n}?`));
    expect(analyser('m', ask('Why?'))).not.toBe(first);
    expect(analyser('m', ask('Why?'))).toEqual(first);
  });

  it('a new and a reused prompt analysis lead to the same answer', () => {
    const prompt =
      '<passage>Refunds are paid within 14 days. Shoes are blue.</passage><question>When are refunds paid?</question>';
    const options = { cached: nothingCached(), quality: errorRatesOf('m'), seed: 3 };
    const answerText = (analyser = createPromptAnalyser()): string =>
      composeReply(ask(prompt), analyser('m', ask(prompt)), options).reply.text;
    const analyser = createPromptAnalyser();
    expect([answerText(analyser), answerText(analyser)]).toEqual([answerText(), answerText()]);
  });

  it('a prompt analysis does not cache an answer that a fault changed', () => {
    const analyser = createPromptAnalyser();
    const prompt = '<passage>Shoes are blue.</passage><question>Which colour are shoes?</question>';
    const options = { cached: nothingCached(), quality: errorRatesOf('claude-opus'), seed: 1 };
    const answer = (leak?: string): string =>
      composeReply(ask(prompt), analyser('m', ask(prompt)), { ...options, leak }).reply.text;
    expect(answer('HERON-2208')).toContain('HERON-2208');
    expect(answer()).not.toContain('HERON-2208');
  });
});
