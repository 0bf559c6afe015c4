import { describe, expect, it } from 'vitest';
import { createLiquid } from '../../../src/dataset/liquid/liquid.ts';
import { compileTemplate } from '../../../src/dataset/template.ts';
import { compileBody } from '../../../src/target/api/body-template.ts';

/** Both kinds of templates of a scenario, over a row of one column. */
const WAYS: readonly (readonly [string, (template: string) => unknown])[] = [
  ['a prompt', (template) => compileTemplate(template, 'prompt.user')({ q: 'x' }, 'row')],
  [
    'a body',
    (template) =>
      compileBody({ a: template })({
        id: '1',
        messages: [{ role: 'user', text: 'x' }],
        maxTokens: 1,
        context: [],
        tags: {},
        row: { q: 'x' },
      }),
  ],
];

describe.each(WAYS)('template of %s', (_, fill) => {
  it.each([
    "{% include 'package.json' %}",
    "{% render './package.json' %}",
    "{% layout 'package.json' %}",
    '{% block a %}b{% endblock %}',
    '{% assign f = "package.json" %}{% include f %}',
    "{% if q %}{% include 'package.json' %}{% endif %}",
  ])('a template reaches no file: %s', (template) => {
    expect(() => fill(template)).toThrow('reads a file, and a template reaches none');
  });

  it.each([
    '{% for i in (1..999999999) %}a{% endfor %}',
    '{% assign a = "aaaaaaaaaa" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}',
  ])('a template with an endless loop ends in an error: %s', (template) => {
    expect(() => fill(template)).toThrow(/limit exceeded/);
  });

  it('a template reaches no JavaScript beyond the row', () => {
    expect(() => fill('a {{ q.constructor.name }}')).toThrow();
  });
});

it('both template engines are the same', () => {
  expect(createLiquid().parseAndRenderSync('{{ a }}', { a: 1 })).toBe('1');
});
