import { randomUUID } from 'node:crypto';

/**
 * A number that keeps its written form, where a JavaScript number would print differently: an
 * integer beyond 2^53, `1.10`, `1e21`. Prints its digits; counts and compares as a number.
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

  /**
   * Returns the digits as a text, for serialisers other than `writeJson`: digits matter more than
   * the type.
   */
  toJSON(): string {
    return this.text;
  }

  /** Compares for Liquid. */
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

/** Returns a JavaScript number where it prints these digits, else a Numeral. */
export function numberOf(text: string): number | Numeral {
  const number = Number(text);
  return String(number) === text ? number : new Numeral(text);
}

/**
 * Prefix of a text that stands for a Numeral during JSON parsing or writing; random, so that no
 * data holds it.
 */
const MARK = randomUUID();

/** Matches numbers that may print differently: long, with a point or an exponent, or minus zero. */
const DOUBTFUL = /\d{16}|\d[.eE]|-0/;

/** Parses JSON, with a Numeral for every number whose written form would be lost. */
export function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!DOUBTFUL.test(text)) return value;
  const marked = markNumerals(text);
  if (marked === text) return value;
  return JSON.parse(marked, (_, item: unknown) =>
    typeof item === 'string' && item.startsWith(MARK) ? new Numeral(item.slice(MARK.length)) : item,
  );
}

/** Serialises to JSON, with the written digits of every Numeral. */
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

/** Quotes and marks the numbers of a JSON text that would print differently. */
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

/** Returns the index after the closing quote of a text that opens at `start`. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** Replaces every Numeral by a JavaScript number, or by a bigint for an integer beyond 2^53. */
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
