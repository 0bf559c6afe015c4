import { describe, expect, it } from 'vitest';
import { previewJson, previewText } from '../../../src/target/errors/redacted-preview.ts';

describe('a redacted preview', () => {
  it.each<[unknown, string]>([
    [{ answer: 'Yes', n: 3 }, '{"answer":"Yes","n":3}'],
    [{ text: 'Refunds take fourteen days.' }, '{"text":"Refunds take fourteen da…"}'],
    [{ token: 'eyJhbGciOi', inputTokens: 5 }, '{"token":"***","inputTokens":5}'],
    [{ deep: { 'x-api-key': 'k' } }, '{"deep":{"x-api-key":"***"}}'],
    [{ choices: [{ a: 1 }, { a: 2 }, { a: 3 }] }, '{"choices":[{"a":1},"… 2 more"]}'],
    [['alone'], '["alone"]'],
    ['text', '"text"'],
  ])('the preview of %j is %s', (json, shown) => {
    expect(previewJson(json)).toBe(shown);
  });

  it('a preview ends after 200 characters', () => {
    const wide = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`member${n}`, n]));
    expect(previewJson(wide)).toMatch(/^.{200}…$/);
  });

  it.each([
    ['{"password":"p"} ', '{"password":"***"}'],
    [' <html> ', '<html>'],
    ['', ''],
  ])('the preview of the text %j is %j', (text, shown) => {
    expect(previewText(text)).toBe(shown);
  });
});
