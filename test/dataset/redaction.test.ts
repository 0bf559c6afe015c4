import { describe, expect, it } from 'vitest';
import { createRedaction } from '../../src/dataset/redaction.ts';

const MAIL = '[\\w.]+@[\\w.]+\\w';

function redacted(patterns: readonly string[], ...rows: Record<string, unknown>[]) {
  const redact = createRedaction(patterns);
  return rows.map((fields, line) => redact({ place: { file: 'q.csv', line }, fields }).fields);
}

describe('redaction', () => {
  it('a redaction replaces every match in every text, at any depth', () => {
    const [fields] = redacted([MAIL, '\\b\\d{16}\\b'], {
      question: 'I am ann@example.org, my card is 4111111111111111, again ann@example.org.',
      messages: [{ role: 'user', text: 'bob@example.org' }],
      meta: { from: { mail: 'c@d.org' } },
      at: 5,
    });
    expect(fields).toEqual({
      question: 'I am [redacted], my card is [redacted], again [redacted].',
      messages: [{ role: 'user', text: '[redacted]' }],
      meta: { from: { mail: '[redacted]' } },
      at: 5,
    });
  });

  it('a redaction gives each matching name one pseudonym, so that rows stay grouped', () => {
    const rows = redacted(
      [MAIL],
      { id: 'ann@example.org/1', tenant: 'ann@example.org' },
      { id: 'bob@example.org/1', tenant: 'bob@example.org' },
      { id: 'plain', tenant: 'ann@example.org' },
    );
    expect(rows).toEqual([
      { id: 'redacted-1', tenant: 'redacted-2' },
      { id: 'redacted-3', tenant: 'redacted-4' },
      { id: 'plain', tenant: 'redacted-2' },
    ]);
  });

  it('a redaction without patterns does not change rows', () => {
    const row = { place: { file: 'q.csv', line: 2 }, fields: { question: 'a@b.c' } };
    expect(createRedaction([])(row)).toBe(row);
  });
});
