import { describe, expect, it } from 'vitest';
import { targetSchema } from '../../src/scenario/target-schema.ts';

const nova = { kind: 'bedrock-converse', model: 'amazon.nova-lite-v1:0' };

/** What is wrong with a target, as path and message. */
function complaints(target: unknown): string[] {
  const { error } = targetSchema.safeParse(target);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a route', () => {
  const cascade = { kind: 'route', by: 'cascade', parts: { cheap: nova, strong: nova } };

  it('fills in its defaults and those of its parts, and keeps their order', () => {
    const read = targetSchema.parse(cascade);
    expect(read).toMatchObject({
      timeout: 60_000,
      escalate: { refusal: true },
      parts: { cheap: { stream: true, timeout: 60_000 } },
    });
    expect('parts' in read && Object.keys(read.parts)).toEqual(['cheap', 'strong']);
  });

  it('may be a part of a route', () => {
    expect(complaints({ kind: 'route', by: 'cache', parts: { models: cascade } })).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['a route without parts', { ...cascade, parts: {} }, /^parts: A route has a part at least/],
    [
      'a rule to nowhere',
      { ...cascade, by: 'rules', rules: [{ to: 'strnog' }], otherwise: 'cheap' },
      /^rules.0.to: There is no part "strnog". Did you mean "strong"\?/,
    ],
    ['a cache of two', { ...cascade, by: 'cache' }, /^parts: A cache stands before one part/],
    [
      'a hedge of three',
      { ...cascade, by: 'hedge', after: '1s', parts: { a: nova, b: nova, c: nova } },
      /^parts: A hedge has two parts/,
    ],
    ['a broken pattern', { ...cascade, escalate: { matching: '(' } }, /no regular expression/],
    ['a name of digits', { ...cascade, parts: { 1: nova } }, /Invalid key/],
    ['a price of its own', { ...cascade, price: 'x' }, /Unknown key "price"/],
  ])('refuses %s', (_, target, complaint) => {
    expect(complaints(target).join('\n')).toMatch(complaint);
  });
});
