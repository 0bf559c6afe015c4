import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../src/dataset/template.ts';

const render = (text: string, columns: Record<string, unknown>) =>
  compileTemplate(text, 'prompt.user')(columns, 'questions.csv:7');

describe('a template', () => {
  it.each([
    ['{{ question }}', { question: 'Why?' }, 'Why?'],
    ['{{ question }}', { question: '<b> & "c"' }, '<b> & "c"'],
    ['{{ context | join: " / " }}', { context: ['one', 'two'] }, 'one / two'],
    [
      '{% for p in context %}[{{ forloop.index }}] {{ p }} {% endfor %}',
      { context: ['a', 'b'] },
      '[1] a [2] b ',
    ],
    ['{{ n | plus: 1 }}', { n: 1 }, '2'],
    ['{% if tone %}{{ tone }}{% else %}plain{% endif %}', {}, 'plain'],
    ['{{ tone | default: "plain" }}', {}, 'plain'],
    ['no columns', {}, 'no columns'],
    ['', {}, ''],
  ])('renders %j with %j', (text, columns, expected) => {
    expect(render(text, columns)).toBe(expected);
  });

  it.each([
    [
      'Dear customer,\n{{ quesion }}',
      'prompt.user:2:4: The template names "quesion", which questions.csv:7 does not have. Did you mean "question"? Its columns are id, question.',
    ],
    [
      '{{ toString }}',
      'prompt.user:1:4: The template names "toString", which questions.csv:7 does not have. Its columns are id, question.',
    ],
    [
      '{{ question | shout }}',
      'prompt.user:1:1: The template cannot be used: undefined filter: shout.',
    ],
    [
      '{{ question',
      'prompt.user:1:1: The template cannot be used: output "{{ question" not closed.',
    ],
    [
      '{% if question %}',
      'prompt.user:1:1: The template cannot be used: tag {% if question %} not closed.',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => render(text, { id: 'a', question: 'Why?' })).toThrow(
      expect.objectContaining({ name: 'Problem', message }),
    );
  });

  it('cannot read files', () => {
    expect(() => render('{% render "package.json" %}', {})).toThrow('cannot be used');
  });
});
