import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/dataset/rows/numeral.ts';
import { compileTemplate } from '../../src/dataset/template.ts';

const render = (text: string, columns: Record<string, unknown>) =>
  compileTemplate(text, 'prompt.user')(columns, 'questions.csv:7');

describe('template', () => {
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
  ])('a template renders %j with %j', (text, columns, expected) => {
    expect(render(text, columns)).toBe(expected);
  });

  it.each([
    ['{{ box }}', '{"a":["x",null]}'],
    ['{{ list }}', '["one","two"]'],
    ['{{ boxes | join: "; " }}', '{"n":1}; {"n":2}'],
    ['{{ boxes | map: "n" | join: "; " }}', '1; 2'],
    ['{{ boxes | first }}', '{"n":1}'],
    ['{{ list | append: "!" }}', '["one","two"]!'],
    ['{{ "see " | append: box }}', 'see {"a":["x",null]}'],
    ['{{ box | upcase }}', '{"A":["X",NULL]}'],
    ['{{ box | json }} {{ box | inspect }}', '{"a":["x",null]} {"a":["x",null]}'],
    ['{% echo list %}', '["one","two"]'],
    ['{% capture kept %}{{ list }}{% endcapture %}{{ kept }}', '["one","two"]'],
    ['{% assign kept = box %}{{ kept }}', '{"a":["x",null]}'],
    ['{% cycle list, box %}', '["one","two"]'],
    ['{% for b in boxes %}{{ b }}{% endfor %}', '{"n":1}{"n":2}'],
    ['{{ list | size }} {{ list | reverse }}', '2 ["two","one"]'],
    ['{{ none }}|{{ flag }}', '|false'],
  ])(
    'a template prints lists and objects as JSON, wherever they become text: %j',
    (text, expected) => {
      const box = { a: ['x', null] };
      const columns = {
        box,
        list: ['one', 'two'],
        boxes: [{ n: 1 }, { n: 2 }],
        none: null,
        flag: false,
      };
      expect(render(text, columns)).toBe(expected);
    },
  );

  it.each([
    ['{{ n }} {{ big }} {{ inside }}', '1.10 9007199254740993 {"n":1.10}'],
    ['{{ n | append: "%" }} {{ list | join: "/" }} {{ n | json }}', '1.10% 1.10/2 1.10'],
    ['{{ n | plus: 1 }} {{ n | times: 2 }}', '2.1 2.2'],
    ['{% if n > 1 and n < 1.2 and n == 1.1 and n >= 1.1 and n <= 1.1 %}yes{% endif %}', 'yes'],
    ['{% if 1 < n and big > 5 %}yes{% endif %}', 'yes'],
  ])(
    'a template prints numbers as they were written, and computes with them: %j',
    (text, expected) => {
      const columns = readJson(
        '{"n":1.10,"big":9007199254740993,"inside":{"n":1.10},"list":[1.10,2]}',
      );
      expect(render(text, columns as Record<string, unknown>)).toBe(expected);
    },
  );

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
  ])('a template refuses %j', (text, message) => {
    expect(() => render(text, { id: 'a', question: 'Why?' })).toThrow(
      expect.objectContaining({ name: 'Problem', message }),
    );
  });

  it('a template cannot read files', () => {
    expect(() => render('{% render "package.json" %}', {})).toThrow('cannot be used');
  });
});
