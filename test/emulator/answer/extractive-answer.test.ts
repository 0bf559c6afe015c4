import { describe, expect, it } from 'vitest';
import { errorRatesOf, type ErrorRates } from '../../../src/emulator/answer/error-rates.ts';
import {
  extractAnswer,
  NOT_FOUND,
  type ExtractiveAnswer,
} from '../../../src/emulator/answer/extractive-answer.ts';
import { createRandom } from '../../../src/random/random.ts';

const FLAWLESS: ErrorRates = { miss: 0, stray: 0, bluff: 0, garble: 0, refuse: 0 };

const PASSAGES = [
  'Standard delivery takes 3 to 5 working days and costs £3.95. Orders over £50 are delivered free. Parcels are left with a neighbour if nobody is at home.',
  'You may return unworn boots within 60 days for a refund. Refunds are paid to the card you used, within 14 days of the return. Sale items can only be exchanged.',
  'Members of the club save 10 % on tents and sleeping bags. Membership costs £15 a year.',
];

function reply(question: string, quality = FLAWLESS, seed = 1): ExtractiveAnswer {
  const reading = { question, passages: PASSAGES };
  return extractAnswer(reading, quality, createRandom(seed, 'answers', question));
}

function ask(question: string, quality = FLAWLESS, seed = 1): string {
  return reply(question, quality, seed).text;
}

describe('an extractive answer', () => {
  it.each([
    ['What does standard delivery cost?', /£3\.95/],
    ['When are refunds paid?', /within 14 days/],
    ['How much do club members save on tents?', /10 %/],
    ['What does membership cost a year?', /£15/],
    ['Can sale items be returned?', /only be exchanged/],
  ])('the answer to "%s" quotes the sentence that holds it', (question, expected) => {
    expect(ask(question)).toMatch(expected);
  });

  it('an answer is made of at most three whole sentences of the passages', () => {
    const text = ask('When are refunds for boots paid, and what does delivery cost?');
    const sentences = text.split(/(?<=\.)\s/);
    expect(sentences.length).toBeLessThanOrEqual(3);
    for (const sentence of sentences) expect(PASSAGES.join(' ')).toContain(sentence);
  });

  it('an answer that the passages do not hold is a refusal', () => {
    expect(ask('Who founded the company in Norway?')).toBe(NOT_FOUND);
  });

  it('a prompt without a question is returned as the answer', () => {
    const reading = { question: 'filler words without end', passages: [] };
    const { text } = extractAnswer(reading, FLAWLESS, createRandom(1, 'answers'));
    expect(text).toBe('filler words without end');
  });

  it('an answer is the same for the same seed', () => {
    const weak = errorRatesOf('meta.llama3-8b-instruct-v1:0');
    expect(ask('When are refunds paid?', weak)).toBe(ask('When are refunds paid?', weak));
  });

  const injectedErrors: [keyof ErrorRates, string, (text: string) => void][] = [
    ['miss', 'When are refunds paid?', (text) => expect(text).not.toContain('14 days')],
    ['stray', 'When are refunds paid?', (text) => expect(text).toMatch(/14 days.*\. \S/)],
    ['bluff', 'Who founded the club in Norway?', (text) => expect(text).not.toBe(NOT_FOUND)],
    ['garble', 'When are refunds paid?', (text) => expect(text).not.toContain('14 days')],
    ['refuse', 'When are refunds paid?', (text) => expect(text).toBe(NOT_FOUND)],
  ];
  it.each(injectedErrors)(
    'an answer can have the error %s, and lists it',
    (slip, question, check) => {
      const { text, injectedErrors: owned } = reply(question, { ...FLAWLESS, [slip]: 1 });
      check(text);
      expect(owned).toEqual([slip]);
    },
  );

  it.each([
    ['garble', 'Can sale items be exchanged?'],
    ['bluff', 'When are refunds paid?'],
    ['refuse', 'Who founded the company in Norway?'],
  ])('an answer does not list an error %s that cannot happen', (slip, question) => {
    expect(reply(question, { ...FLAWLESS, [slip]: 1 }).injectedErrors).toEqual([]);
  });

  it('a weaker model gives wrong answers more often', () => {
    const wrong = (model: string): number => {
      let count = 0;
      for (let seed = 0; seed < 300; seed++) {
        const answer = ask('When are refunds paid?', errorRatesOf(model), seed);
        if (answer !== ask('When are refunds paid?')) count++;
      }
      return count;
    };
    const strong = wrong('anthropic.claude-sonnet-4-5-20250929-v1:0');
    const middling = wrong('anthropic.claude-3-haiku-20240307-v1:0');
    const weak = wrong('meta.llama3-8b-instruct-v1:0');
    expect(strong).toBeLessThan(middling);
    expect(middling).toBeLessThan(weak);
  });
});
