import type { Random } from '../../random/random.ts';

/** Generates English text of an exact number of tokens (o200k), different each time. */
type Filler = (tokens: number) => string;

/**
 * Creates a filler. Texts are slices of one long text at random offsets, so they share memory but
 * no prefix.
 */
export function createFiller(random: Random): Filler {
  const text = createTokenText(random);
  return (tokens) => {
    text.grow(2 * tokens);
    return text.slice(Math.floor(random() * (text.length - tokens)), tokens).trimStart();
  };
}

/** A long generated text with known token boundaries; `length` is in tokens. */
export interface TokenText {
  readonly length: number;
  /** Appends sentences up to at least this many tokens. */
  grow(tokens: number): void;
  /** Returns `tokens` tokens from index `from`; a word includes its leading space. */
  slice(from: number, tokens: number): string;
}

export function createTokenText(random: Random): TokenText {
  let text = '';
  const starts: number[] = [];
  return {
    get length() {
      return starts.length;
    },
    grow(tokens) {
      while (starts.length < tokens) {
        for (const token of sentence(random)) {
          starts.push(text.length);
          text += token;
        }
      }
    },
    slice: (from, tokens) => text.slice(starts[from], starts[from + tokens]),
  };
}

/**
 * Words that are one o200k token each, with and without a leading space. The tokenizer splits a
 * text into words and punctuation first, so a text of these has as many tokens as words and full
 * stops (OpenAI, tiktoken, o200k_base).
 */
export const WORDS: readonly string[] =
  'the a of to in and is for on with as by at from or that this it was are be has had not but they we you all one can more time when which there their out up so if about into than them some only new other would these may then work first two people long after well way even most also back used good part over such where much both under here water through between life might year still own number city while right being great state place point world hand high keep light near'.split(
    ' ',
  );

/** Generates the tokens of a sentence: words with leading spaces, and a full stop. */
function sentence(random: Random): readonly string[] {
  const length = 8 + Math.floor(random() * 10);
  const words = Array.from(
    { length },
    () => ` ${WORDS[Math.floor(random() * WORDS.length)] ?? ''}`,
  );
  return [...words, '.'];
}
