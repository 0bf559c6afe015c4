import { describe, expect, it } from 'vitest';
import { calledTool, type OfferedChoice } from '../../../src/emulator/answer/called-tool.ts';

const schema = { type: 'object', properties: {} };
const WEATHER = { name: 'get_weather', description: 'Forecast of a city', schema };
const REFUND = { name: 'refundPolicy', description: 'When money is returned to customers', schema };

function called(question: string, choice: OfferedChoice, tools = [WEATHER, REFUND]) {
  return calledTool(tools, choice, [{ role: 'user', text: question }])?.name;
}

describe('the tool that a stand-in calls', () => {
  it.each<[string, OfferedChoice, string | undefined]>([
    ['What is the weather in Paris?', 'auto', 'get_weather'],
    ['Which money is returned?', 'auto', 'refundPolicy'],
    ['When will refunds come?', 'auto', 'refundPolicy'],
    ['Which colours are there?', 'auto', undefined],
    ['Is money blue?', 'auto', undefined],
    ['Which colours are there?', 'any', 'get_weather'],
    ['When will refunds come?', 'any', 'refundPolicy'],
    ['What is the weather in Paris?', 'none', undefined],
    ['What is the weather in Paris?', { name: 'refundPolicy' }, 'refundPolicy'],
    ['What is the weather in Paris?', { name: 'unknown' }, undefined],
  ])('for "%s" under %j is %s', (question, choice, name) => {
    expect(called(question, choice)).toBe(name);
  });

  it('is the only one whose description demands it', () => {
    const tool = { name: 'json', description: 'To answer, call this tool.', schema };
    expect(called('Which colours are there?', 'auto', [tool])).toBe('json');
    expect(called('Which colours are there?', 'auto', [tool, WEATHER])).toBeUndefined();
  });

  it('is none of no tools, whatever the choice', () => {
    expect(called('What is the weather?', 'any', [])).toBeUndefined();
  });

  it('is none after its result, unless one is required', () => {
    const messages = [
      { role: 'user' as const, text: 'What is the weather in Paris?' },
      { role: 'assistant' as const, text: '' },
      { role: 'user' as const, text: '<passage>Rain.</passage>', toolResult: true },
    ];
    expect(calledTool([WEATHER], 'auto', messages)).toBeUndefined();
    expect(calledTool([WEATHER], 'any', messages)).toBe(WEATHER);
  });

  it('is not chosen by the words of passages', () => {
    const text = '<passage>The weather is fine.</passage><question>Is it open?</question>';
    expect(called(text, 'auto')).toBeUndefined();
  });
});
