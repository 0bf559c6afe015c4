import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';
import { referencePage } from '../../src/scenario/reference-page.ts';

const page = referencePage(scenarioJsonSchema());

describe('the reference page of scenarios', () => {
  it('is committed as generated from the schema by npm run docs:scenario', () => {
    const committed = readFileSync(resolve(import.meta.dirname, '../../docs/scenario.md'), 'utf8');
    expect(committed).toBe(page);
  });

  it('has a section for every link', () => {
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    const anchors = [...page.matchAll(/^## `(.+)`$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((link) => !anchors.includes(link ?? ''))).toEqual([]);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  it('lists settings that several kinds share once, with the names of the kinds', () => {
    const kind = (name: string, own: object): object => ({
      type: 'object',
      properties: { kind: { const: name, description: `The kind ${name}.` }, ...own },
      required: ['kind'],
    });
    const size = { size: { type: 'integer', description: 'Its size.' } };
    const told = referencePage({
      properties: {
        thing: {
          description: 'A thing.',
          anyOf: [
            kind('a', size),
            kind('b', size),
            kind('c', size),
            kind('d', { name: { type: 'string', description: 'Its name.' } }),
          ],
        },
      },
    });
    expect(told.slice(told.indexOf('## `scenario`'))).toBe(
      [
        '## `scenario`',
        '',
        '- `thing` (object): A thing. See [`thing`](#thing).',
        '',
        '## `thing`',
        '',
        'Settings of several kinds:',
        '',
        '- `size` (whole number): Its size. Of `a`, `b`, `c`.',
        '',
        ...['a', 'b', 'c'].flatMap((name) => [
          `### \`kind: ${name}\``,
          '',
          `The kind ${name}.`,
          '',
        ]),
        '### `kind: d`',
        '',
        'The kind d.',
        '',
        '- `name` (text): Its name.',
        '',
      ].join('\n'),
    );
  });
});
