import { describe, expect, it } from 'vitest';
import { parsePrompt } from '../../../src/emulator/answer/parse-prompt.ts';

function read(text: string, system = ''): ReturnType<typeof parsePrompt> {
  return parsePrompt(system, [{ role: 'user', text }]);
}

describe('the prompt parser', () => {
  it('the prompt parser takes the question and the passages from their tags', () => {
    expect(
      read(
        '<passages><passage>One.</passage><passage>Two.</passage></passages><question>Why?</question>',
      ),
    ).toEqual({ question: 'Why?', passages: ['One.', 'Two.'] });
  });

  it('the prompt parser splits one context into its paragraphs', () => {
    expect(read('<context>One.\n\nTwo.</context>\nWhy?')).toEqual({
      question: 'Why?',
      passages: ['One.', 'Two.'],
    });
  });

  it('the prompt parser takes the last line as the question where none is tagged', () => {
    expect(read('Context: One.\n\nTwo.\n\nQuestion: Why?\n')).toEqual({
      question: 'Why?',
      passages: ['One.', 'Two.'],
    });
  });

  it('the prompt parser does not take one line of instructions as a passage', () => {
    expect(read('Answer briefly.\n<question>Why?</question>').passages).toEqual([]);
  });

  it('the prompt parser finds passages in the system prompt', () => {
    expect(read('Why?', 'Use these. <documents>One.</documents>').passages).toEqual(['One.']);
  });

  it('the prompt parser takes passages of earlier turns where the last user message has none', () => {
    expect(
      parsePrompt('', [
        { role: 'user', text: '<passage>One.</passage>First?' },
        { role: 'assistant', text: 'Yes.' },
        { role: 'user', text: 'Second?' },
      ]),
    ).toEqual({ question: 'Second?', passages: ['One.'] });
  });
});
