import { randomUUID } from 'node:crypto';

/**
 * A Numeral is a number as it was written, where JavaScript's own would print it otherwise: a whole
 * number beyond 2^53, `1.10`, `1e21`. It prints its digits, and counts and compares as a number.
 */
export class Numeral {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  valueOf(): number {
    return Number(this.text);
  }

  /** A text, where something other than `writeJson` writes it: its digits go before its type. */
  toJSON(): string {
    return this.text;
  }

  /** What Liquid compares by. */
  equals(other: unknown): boolean {
    if (other instanceof Numeral) return this.text === other.text || +this === +other;
    return typeof other === 'number' ? +this === other : this.text === other;
  }

  gt(other: unknown): boolean {
    return +this > Number(other);
  }

  geq(other: unknown): boolean {
    return +this >= Number(other);
  }

  lt(other: unknown): boolean {
    return +this < Number(other);
  }

  leq(other: unknown): boolean {
    return +this <= Number(other);
  }
}

/** The number of these digits: JavaScript's own where it prints them so, else a Numeral. */
export function numberOf(text: string): number | Numeral {
  const number = Number(text);
  return String(number) === text ? number : new Numeral(text);
}

/** Begins a text that stands for a Numeral while JSON is parsed or written; no text can hold it by chance. */
const MARK = randomUUID();

/** A number that may print otherwise: long, with a point or an exponent, or minus zero. */
const DOUBTFUL = /\d{16}|\d[.eE]|-0/;

/** JSON.parse, with a Numeral for every number that would lose how it was written. */
export function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!DOUBTFUL.test(text)) return value;
  const marked = markNumerals(text);
  if (marked === text) return value;
  return JSON.parse(marked, (_, item: unknown) =>
    typeof item === 'string' && item.startsWith(MARK) ? new Numeral(item.slice(MARK.length)) : item,
  );
}

/** JSON.stringify, with the digits of every Numeral as they were written. */
export function writeJson(value: unknown, space?: number): string {
  let marked = false;
  const text = JSON.stringify(
    value,
    function mark(this: Readonly<Record<string, unknown>>, key: string, item: unknown) {
      const held = this[key];
      if (!(held instanceof Numeral)) return item;
      marked = true;
      return MARK + held.text;
    },
    space,
  );
  return marked ? text.replaceAll(new RegExp(`"${MARK}([^"]*)"`, 'g'), '$1') : text;
}

const TOKEN = /["\d-]/g;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Puts numbers that would print otherwise into quotes, in a text that is JSON. */
function markNumerals(text: string): string {
  const pieces: string[] = [];
  let taken = 0;
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    if (token[0] === '"') {
      TOKEN.lastIndex = endOfText(text, token.index);
      continue;
    }
    NUMBER.lastIndex = token.index;
    const [digits = '-'] = NUMBER.exec(text) ?? [];
    TOKEN.lastIndex = token.index + digits.length;
    if (String(Number(digits)) === digits) continue;
    pieces.push(text.slice(taken, token.index), `"${MARK}${digits}"`);
    taken = TOKEN.lastIndex;
  }
  return pieces.join('') + text.slice(taken);
}

/** The index after the closing quote of a text that opens at `start`. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** The value in JavaScript's own numbers, for code that knows no other: whole ones beyond 2^53 are bigints. */
export function plainNumbers(value: unknown): unknown {
  if (value instanceof Numeral) {
    return /^-?\d+$/.test(value.text) && !Number.isSafeInteger(+value)
      ? BigInt(value.text)
      : Number(value.text);
  }
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, plainNumbers(item)]),
  );
}
