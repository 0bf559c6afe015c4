import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownSecrets } from '../../src/secrets/known-secrets.ts';

function knowing(...secrets: readonly string[]): KnownSecrets {
  const known = new KnownSecrets();
  for (const secret of secrets) known.learn(secret);
  return known;
}

const secretText = string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 60 }).filter(
  (text) => {
    const trimmed = text.trim();
    return trimmed.length >= 12 && !trimmed.includes('{{') && new Set(trimmed).size > 6;
  },
);
const surroundings = string({ unit: 'grapheme-ascii', maxLength: 30 });

describe('known secrets', () => {
  it.each<[string, string, string]>([
    ['tiger-7', 'it is tiger-7.', 'it is ***.'],
    ['tiger-7', 'tiger-7tiger-7', '******'],
    ['a b&c/d=e', 'q=a%20b%26c%2Fd%3De&x', 'q=***&x'],
    ['a b&c/d=e', 'q=a%20b%26c%2fd%3de&x', 'q=***&x'],
    ['a b&c/d=e', 'q=a+b%26c%2Fd%3De&x', 'q=***&x'],
    ['a"b\\c<d>', String.raw`{"k":"a\"b\\c<d>"}`, '{"k":"***"}'],
    ['a"b\\c<d>', 'a&quot;b\\c<d>', '***'.concat('')],
    ['0123456789abcdefghijkl', 'cut: 0123456789abcdef…', 'cut: ***…'],
    ['0123456789abcdefghijkl', '0123456789aX', '0123456789aX'],
  ])('known secrets hide %j in %j', (secret, text, kept) => {
    expect(knowing(secret).scrub(text)).toBe(kept);
  });

  it.each(['abc', 'emulated', 'password', 'timeout', '{{ row.token }}', '  '])(
    'known secrets do not include %j',
    (word) => {
      expect(knowing(word).scrub(`a ${word} b`)).toBe(`a ${word} b`);
    },
  );

  it.each([
    ['it is qzvw.', 'it is ***.'],
    ['{"x-auth":"qzvw"}', '{"x-auth":"***"}'],
    ['%22qzvw%22', '%22***%22'],
    [String.raw`a\nqzvw\n`, String.raw`a\n***\n`],
    ['qzvwing aqzvw 1qzvw', 'qzvwing aqzvw 1qzvw'],
  ])('known secrets hide a word of four letters in text from a service: %j', (text, kept) => {
    const known = knowing('qzvw', 'true', 'abc');
    expect(known.scrubWords(text)).toBe(kept);
    expect(known.scrubAllWords([text, true])).toEqual([kept, true]);
    // JSON of this program may contain such a word.
    expect(known.scrub(text)).toBe(text);
    expect(known.scrubWords('true abc')).toBe('true abc');
  });

  it('known secrets are hidden in any text, also in base64 and percent-encoded', () => {
    assert(
      property(secretText, surroundings, surroundings, (secret, before, after) => {
        const known = knowing(secret);
        const message = `${before}${secret.trim()}${after}`;
        expect(known.scrub(message)).not.toContain(secret.trim());
        const percent = encodeURIComponent(secret.trim());
        expect(known.scrub(encodeURIComponent(message))).not.toContain(percent);
        const kept = known.scrub(Buffer.from(message).toString('base64'));
        expect(Buffer.from(kept, 'base64').toString('utf8')).not.toContain(secret.trim());
        expect(kept).toContain('***');
      }),
    );
  });

  it('known secrets return a value without one as the same object', () => {
    const value = { a: ['x', 1, null], at: new Date(0) };
    expect(knowing('tiger-7').scrubAll(value)).toBe(value);
    expect(knowing('tiger-7').scrubAll({ a: ['x tiger-7'], n: 1 })).toEqual({ a: ['x ***'], n: 1 });
  });
});
