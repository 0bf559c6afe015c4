import { describe, expect, it } from 'vitest';
import type { Query } from '../../src/dataset/query/query.ts';
import { withUniquePrefix } from '../../src/dataset/unique-prefix.ts';

const QUERY: Query = {
  id: 'q',
  messages: [
    { role: 'user', text: 'First.' },
    { role: 'assistant', text: 'Yes.' },
    { role: 'user', text: 'Second.' },
  ],
  maxTokens: 10,
  context: [],
  tags: {},
  row: {},
};

describe('unique prefix', () => {
  it('a unique prefix comes before the system prompt, which models read first', () => {
    const { system, messages } = withUniquePrefix({ ...QUERY, system: 'Be brief.' }, 'a');
    expect(system).toMatch(/^\[[0-9a-f]{16}\] Be brief\.$/);
    expect(messages).toEqual(QUERY.messages);
  });

  it('a unique prefix comes before the first message where there is no system prompt', () => {
    const texts = withUniquePrefix(QUERY, 'a').messages.map(({ text }) => text);
    expect(texts).toEqual([expect.stringMatching(/^\[[0-9a-f]{16}\] First\.$/), 'Yes.', 'Second.']);
  });

  it('a unique prefix is the same for the same name and another for another', () => {
    expect(withUniquePrefix(QUERY, 'a')).toEqual(withUniquePrefix(QUERY, 'a'));
    expect(withUniquePrefix(QUERY, 'a')).not.toEqual(withUniquePrefix(QUERY, 'b'));
  });
});
