import { describe, expect, it } from 'vitest';
import { reading } from '../reading.ts';

describe('word for a missing value', () => {
  it.each(['nan', 'NaN', 'null', 'None', 'NULL'])(
    'a word for a missing value is no reference when it is %s, and is noted',
    async (word) => {
      const text = `question,reference\nWho?,Me.\nWhy?,${word}\nHow?,${word}\n`;
      const { queries, notes } = await reading('w.csv', text);
      expect(queries.map(({ reference }) => reference)).toEqual(['Me.', undefined, undefined]);
      expect(notes).toEqual([
        {
          level: 'warning',
          message: `The column "reference" holds "${word}" (2 rows, the first in line 3): it was taken for no value.`,
          remedy: 'Leave the cells empty where nothing is meant, or write the word in a sentence.',
        },
      ]);
    },
  );

  it('a word for a missing value is neither context, session, tenant nor canary, and is not printed by templates', async () => {
    const text = 'question,context,session,tenant,canary\nWho?,nan,None,null,NaN\n';
    const prompt = { user: '{{ question }}[{{ context }}{{ tenant }}]', maxTokens: 9 };
    const { queries, notes } = await reading('w.csv', text, { prompt });
    expect(queries[0]).toMatchObject({ context: [], messages: [{ text: 'Who?[]' }] });
    expect(queries[0]).not.toHaveProperty('session');
    expect(notes).toHaveLength(4);
  });

  it.each(['None of them.', 'none', 'n/a', 'nano'])(
    'a word for a missing value is not %s',
    async (words) => {
      const { queries, notes } = await reading('w.csv', `question,reference\nWho?,${words}\n`);
      expect([queries[0]?.reference, notes]).toEqual([words, []]);
    },
  );

  it('a word for a missing value is sent unchanged where it is the question', async () => {
    const { queries } = await reading('w.csv', 'question,id\nnull,1\n');
    expect(queries[0]?.messages).toEqual([{ role: 'user', text: 'null' }]);
  });
});
