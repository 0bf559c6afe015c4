/** The estimated size of a text as streamed by a model whose tokenizer is unknown. */
export interface TextSize {
  readonly characters: number;
  /** Runs between spaces; each ideograph is a word. */
  readonly words: number;
  /**
   * Estimated number of tokens: an English word of up to eight letters is one, each further five
   * letters one more; two letters of other alphabets, a digit, an ideograph, a mark are one.
   */
  readonly tokens: number;
}

const OTHER = 0;
const LATIN = 1;
const LETTER = 2;
const SPACE = 3;
const IDEOGRAPH = 4;

export function sizeOf(texts: readonly string[]): TextSize {
  let [characters, words, tokens] = [0, 0, 0];
  let before = SPACE;
  let run = 0;
  for (const text of texts) {
    characters += text.length;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const kind = kindOf(code);
      run = kind === before ? run + 1 : 1;
      if (kind === IDEOGRAPH || (kind !== SPACE && before === SPACE)) words += 1;
      before = kind;
      if (isStart(kind, run, code)) tokens += 1;
    }
  }
  return { characters, words, tokens };
}

/** Returns whether a token may begin at the character at this position of a run of its kind. */
function isStart(kind: number, run: number, code: number): boolean {
  if (kind === LATIN) return run === 1 || (run > 8 && (run - 9) % 5 === 0);
  if (kind === LETTER) return run % 2 === 1;
  return code !== 32;
}

function kindOf(code: number): number {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return LATIN;
  if (code === 32 || (code >= 9 && code <= 13) || code === 0xa0) return SPACE;
  if (code < 0xc0) return OTHER;
  if (code < 0x250) return LATIN;
  if (code < 0x900) return LETTER;
  return code >= 0x2e80 ? IDEOGRAPH : OTHER;
}
