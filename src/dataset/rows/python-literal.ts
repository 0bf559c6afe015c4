import { numberOf } from './numeral.ts';

/**
 * Parses Python's `repr` of a list, tuple or dictionary, and NumPy's of an array: `['a', "it's"]`,
 * `[{'text': 'a'}]`, `['a' 'b']`, `array(['a'], dtype=object)`. Undefined for any other text, and
 * for one that NumPy truncated with `...`.
 */
export function readPythonLiteral(text: string): unknown {
  try {
    const reader = new Reader(text);
    const value = reader.value();
    return reader.atEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}

class NoLiteral extends Error {}

const SPACE = /\s*/y;
const WORD = /True|False|None|nan(?![\w(])/y;
const NUMBER = /-?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const ARRAY = /array\(/y;
const ARRAY_END = /\s*(?:,\s*dtype=[^()]+)?\)/y;
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\\'"abfnrtv]))/y;

const WORDS: Readonly<Record<string, unknown>> = {
  True: true,
  False: false,
  None: null,
  nan: null,
};
const ESCAPED: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#skip();
    return this.#at === this.#text.length;
  }

  value(): unknown {
    this.#skip();
    const next = this.#text[this.#at] ?? '';
    if (next === "'" || next === '"') return this.#quoted(next);
    if (next === '[') return this.#items(']');
    if (next === '(') return this.#items(')');
    if (next === '{') return this.#members();
    if (this.#take(ARRAY) !== undefined) {
      const list = this.value();
      if (this.#take(ARRAY_END) === undefined) throw new NoLiteral();
      return list;
    }
    const word = this.#take(WORD);
    if (word !== undefined) return WORDS[word];
    const digits = this.#take(NUMBER)?.replaceAll('_', '');
    if (digits === undefined) throw new NoLiteral();
    // NumPy prints 1.0 as `1.`.
    return numberOf(digits.endsWith('.') ? `${digits}0` : digits);
  }

  /** Reads items; two texts side by side are two items, because NumPy prints no commas. */
  #items(close: ']' | ')'): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    for (;;) {
      this.#skip();
      if (this.#ends(close)) return items;
      items.push(this.value());
      this.#skip();
      if (this.#text[this.#at] === ',') this.#at++;
    }
  }

  #members(): Record<string, unknown> {
    const members: [string, unknown][] = [];
    this.#at++;
    for (;;) {
      this.#skip();
      if (this.#ends('}')) return Object.fromEntries(members);
      const key = this.value();
      this.#skip();
      if ((typeof key !== 'string' && typeof key !== 'number') || !this.#ends(':')) {
        throw new NoLiteral();
      }
      members.push([String(key), this.value()]);
      this.#skip();
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== '}') throw new NoLiteral();
    }
  }

  #quoted(quote: string): string {
    let text = '';
    let from = ++this.#at;
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined) throw new NoLiteral();
      if (next === quote) {
        text += this.#text.slice(from, this.#at++);
        return text;
      }
      if (next !== '\\') {
        this.#at++;
        continue;
      }
      text += this.#text.slice(from, this.#at) + this.#escape();
      from = this.#at;
    }
  }

  /** Reads an escape; an unknown one is a plain backslash, as in Python. */
  #escape(): string {
    ESCAPE.lastIndex = this.#at;
    const found = ESCAPE.exec(this.#text);
    if (found === null) {
      this.#at++;
      return '\\';
    }
    this.#at = ESCAPE.lastIndex;
    const [, byte, short, long, letter] = found;
    const code = Number.parseInt(byte ?? short ?? long ?? '', 16);
    if (code > 0x10ffff) throw new NoLiteral();
    return letter === undefined ? String.fromCodePoint(code) : (ESCAPED[letter] ?? letter);
  }

  #ends(close: string): boolean {
    if (this.#text[this.#at] === undefined) throw new NoLiteral();
    if (this.#text[this.#at] !== close) return false;
    this.#at++;
    return true;
  }

  #skip(): void {
    this.#take(SPACE);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
