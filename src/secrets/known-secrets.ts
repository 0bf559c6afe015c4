/** The text that replaces a secret. */
export const REDACTED = '***';

/**
 * Minimum length, characters, of a secret that is hidden everywhere. Shorter secrets may be part of
 * a word or of JSON syntax; they are hidden only in text from a service.
 */
const SHORTEST = 6;

/** Minimum length, characters, of any secret. */
const SHORTEST_WORD = 4;

/**
 * Length of the prefix that identifies a truncated secret, and the minimum length of a secret to be
 * found truncated; both in characters.
 */
const HEAD = 12;
const LONG = 16;

/** Placeholder values that are not secrets, and words of reports that must stay readable. */
const WORDS = new Set(
  (
    'anonymous bearer changeme default emulated emulator example metronome nothing password public ' +
    'secret string undefined unknown incomplete inconclusive interrupted invalid model_error no-data ' +
    'refused_request server_error suspect throttled timeout dropped measured warmup embedded service ' +
    'true false null none auto'
  ).split(' '),
);

/**
 * The secret values that no output of this process may contain. Each is found as it is, in base64
 * at any alignment, percent-encoded, escaped as in JSON or HTML, and truncated.
 */
export class KnownSecrets {
  readonly #learned = new Set<string>();
  /** The forms of all secrets, by their prefix. */
  readonly #forms = new Map<string, string[]>();
  #pattern: RegExp | undefined;
  /** Secrets that are hidden only as whole words, because they are short. */
  readonly #words = new Set<string>();
  #wordPattern: RegExp | undefined;

  /** Adds a secret; ignores placeholders, templates and values below the minimum length. */
  learn(secret: string): void {
    if (this.#learned.has(secret)) return;
    this.#learned.add(secret);
    const text = secret.trim();
    if (text.length < SHORTEST_WORD || WORDS.has(text.toLowerCase()) || text.includes('{{')) return;
    if (text.length < SHORTEST) {
      this.#words.add(text);
      this.#wordPattern = undefined;
      return;
    }
    for (const form of formsOf(text)) {
      const head = form.length < LONG ? form : form.slice(0, HEAD);
      const alike = this.#forms.get(head) ?? [];
      if (!alike.includes(form)) this.#forms.set(head, [...alike, form]);
    }
    this.#pattern = undefined;
  }

  /** Returns the text with each secret replaced. */
  scrub(text: string): string {
    if (this.#forms.size === 0 || text.length < SHORTEST) return text;
    const pattern = (this.#pattern ??= patternOf([...this.#forms.keys()]));
    pattern.lastIndex = 0;
    let match = pattern.exec(text);
    if (match === null) return text;
    let scrubbed = '';
    let from = 0;
    for (; match !== null; match = pattern.exec(text)) {
      const end = this.#endOf(match[0], text, match.index);
      scrubbed += text.slice(from, match.index) + REDACTED;
      from = end;
      pattern.lastIndex = end;
    }
    return scrubbed + text.slice(from);
  }

  /**
   * Returns text from a service, or for people, with each secret replaced; short secrets only as
   * whole words.
   */
  scrubWords(text: string): string {
    const scrubbed = this.scrub(text);
    if (this.#words.size === 0) return scrubbed;
    this.#wordPattern ??= new RegExp(
      String.raw`(?:(?<![A-Za-z\d])|(?<=%[\dA-Fa-f]{2}|\\[nrt]))(?:${[...this.#words].map(escaped).join('|')})(?![A-Za-z\d])`,
      'g',
    );
    return scrubbed.replace(this.#wordPattern, REDACTED);
  }

  /**
   * Returns the value with each secret in its strings replaced, at any depth; the same object if it
   * has none.
   */
  scrubAll<T>(value: T): T {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- strings stay strings, other values are unchanged
    return this.#deep(value, (text) => this.scrub(text)) as T;
  }

  /** As `scrubAll`, with short secrets replaced too: for text from a service. */
  scrubAllWords<T>(value: T): T {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- strings stay strings, other values are unchanged
    return this.#deep(value, (text) => this.scrubWords(text)) as T;
  }

  #deep(value: unknown, scrub: (text: string) => string): unknown {
    if (typeof value === 'string') return scrub(value);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#deep(item, scrub));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const members = Object.entries(value);
    const cleaned = members.map(([name, item]) => [name, this.#deep(item, scrub)] as const);
    const same = cleaned.every(([, item], index) => item === members[index]?.[1]);
    return same ? value : Object.fromEntries(cleaned);
  }

  /** Returns where the longest match of a secret that begins at `start` ends. */
  #endOf(head: string, text: string, start: number): number {
    const lengths = (this.#forms.get(head) ?? []).map((form) => {
      let length = head.length;
      while (length < form.length && text[start + length] === form[length]) length++;
      return length;
    });
    return start + Math.max(head.length, ...lengths);
  }
}

/** The secrets known to this process. */
export const knownSecrets = new KnownSecrets();

function patternOf(heads: readonly string[]): RegExp {
  const longestFirst = heads.toSorted((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(escaped).join('|'), 'g');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

function formsOf(secret: string): ReadonlySet<string> {
  const percent = encodeURIComponent(secret);
  const strict = percent.replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const json = JSON.stringify(secret).slice(1, -1);
  return new Set([
    secret,
    percent,
    strict,
    strict.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
    strict.replaceAll('%20', '+'),
    json,
    JSON.stringify(json).slice(1, -1),
    secret.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
    ...HTML.map(([sign, entity]) => secret.replaceAll(sign, entity)),
    ...base64Of(secret),
  ]);
}

const HTML = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
] as const;

/**
 * Returns the part of the base64 that is the same in every text that contains the secret, at each
 * alignment.
 */
function base64Of(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const end = Math.floor(((shift + bytes.length) * 8) / 6);
    const core = encoded.slice(Math.ceil((shift * 8) / 6), end);
    if (core.length < 8) return [];
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
