import { REDACTED } from './known-secrets.ts';
import { isOpenHeader, isOpenParameter, isSecretName } from './secret-name.ts';

/** Hears of each secret that is redacted; `sure` where its name says that it is one. */
type Found = (secret: string, sure: boolean) => void;

const nobody: Found = () => undefined;

const URL_IN_TEXT =
  /\b([a-z][a-z\d+.-]*:\/\/)([^\s/?#"'<>\\]*@)?([^\s?#"'<>\\]*)(\?[^\s#"'<>\\]*)?(#[^\s"'<>\\]*)?/gi;

/** `"api_key": "…"` of JSON in a text, escaped once more where it is quoted, and `api_key=…`. */
const MEMBER_IN_TEXT = /(\\?["'])([\w.-]{2,64})\1(\s*:\s*)(\\?["'])((?:(?!\4)[^\n])*)\4/g;
const PAIR_IN_TEXT = /\b([\w.-]{2,64})(=)([^\s&;,"'<>]{6,})/g;
const HEADER_IN_TEXT = /^(\s*)([\w-]{2,64})(:[ \t]*)((?:\w+ )?\S{6,})[ \t]*$/gm;
const SCHEME_IN_TEXT = /\b(Bearer|Basic)(\s+)([\w.~+/=-]{16,}|(?=[\w.~+/=-]*\d)[\w.~+/=-]{6,})/gi;

/** The text with users and parameters of its URLs redacted: `https://***@host/path?token=***`. */
export function redactUrls(text: string, found: Found = nobody): string {
  if (!text.includes('://')) return text;
  return text.replace(
    URL_IN_TEXT,
    (_, scheme: string, user = '', rest = '', query = '', hash = '') =>
      `${scheme}${redactUser(user, found)}${rest}${redactParameters(query, found)}${redactParameters(hash, found)}`,
  );
}

/** The text with all redacted that a secret name, a URL or a scheme of HTTP shows to be a secret. */
export function redactText(text: string, found: Found = nobody): string {
  const named = (name: string, secret: string): boolean => {
    const isSecret = isSecretName(name) && secret !== '' && !isTemplate(secret);
    if (isSecret) tell(secret, true, found);
    return isSecret;
  };
  return redactUrls(text, found)
    .replace(
      MEMBER_IN_TEXT,
      (whole, open: string, name: string, colon: string, quote: string, secret: string) =>
        named(name, secret) ? `${open}${name}${open}${colon}${quote}${REDACTED}${quote}` : whole,
    )
    .replace(HEADER_IN_TEXT, (whole, space: string, name: string, colon: string, secret: string) =>
      named(name, secret) ? `${space}${name}${colon}${REDACTED}` : whole,
    )
    .replace(PAIR_IN_TEXT, (whole, name: string, equals: string, secret: string) =>
      named(name, secret) ? `${name}${equals}${REDACTED}` : whole,
    )
    .replace(SCHEME_IN_TEXT, (_, scheme: string, space: string, secret: string) => {
      tell(secret, true, found);
      return `${scheme}${space}${REDACTED}`;
    });
}

/** The variables that a value may have come from. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The value with every secret in it redacted: what has a secret's name, each header and parameter
 * that is not known to be open, users and parameters of URLs, what an auth's command is, and, in what
 * a request is made of, values of environment variables.
 */
export function redactTree(value: unknown, variables: Variables, found: Found = nobody): unknown {
  const values = Object.entries(variables).flatMap(([name, text = '']) =>
    isOwnVariable(name, text) ? [text] : [],
  );
  return new Tree(variables, values, found).walk(value, { name: '', within: '', requests: false });
}

interface Place {
  readonly name: string;
  /** The member that holds it. */
  readonly within: string;
  /** Whether a request is made of it. */
  readonly requests: boolean;
}

const REQUESTS = new Set(['headers', 'query', 'params', 'body', 'request']);

/** Members whose own members have names of the user's choice: a target called by-a-token is no token. */
const NAMED_BY_USER = new Set(
  'targets scenarios loads parts profiles quotas capacity knowledgeBases thresholds'.split(' '),
);

function hasSecretName({ name, within, requests }: Place): boolean {
  return isSecretName(name) && (requests || !NAMED_BY_USER.has(within));
}

class Tree {
  readonly #variables: Variables;
  readonly #values: readonly string[];
  readonly #found: Found;

  constructor(variables: Variables, values: readonly string[], found: Found) {
    this.#variables = variables;
    this.#values = values;
    this.#found = found;
  }

  walk(value: unknown, place: Place): unknown {
    if (typeof value === 'string' || typeof value === 'number') return this.#leaf(value, place);
    // What has a secret's name has secrets in it, however they are named; an auth only tells where one is.
    const secret = hasSecretName(place) && place.name !== 'auth';
    if (Array.isArray(value)) return value.map((item) => this.walk(item, place));
    if (typeof value !== 'object' || value === null) return value;
    const requests = place.requests || REQUESTS.has(place.name);
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        this.walk(item, { name: secret ? place.name : name, within: place.name, requests }),
      ]),
    );
  }

  #leaf(value: string | number, place: Place): string | number {
    const { name, within, requests } = place;
    const text = String(value);
    if (within === 'auth' && name === 'env') return this.#variable(text);
    if (within === 'auth' && name === 'command') return REDACTED;
    if (within === 'auth') return value;
    if (text === '' || isTemplate(text)) return value;
    if (hasSecretName(place)) return this.#redacted(text, true);
    if (typeof value === 'number') return value;
    if (within === 'headers' && !isOpenHeader(name)) {
      return this.#redacted(text, this.#isFromVariable(text));
    }
    if ((within === 'query' || within === 'params') && !isOpenParameter(name)) {
      return this.#redacted(text, false);
    }
    if (requests && this.#values.some((known) => text.includes(known))) {
      // A model that a variable names is no secret of its service's.
      return name === 'model' ? REDACTED : this.#redacted(text, false);
    }
    return requests ? redactText(text, this.#found) : redactUrls(text, this.#found);
  }

  /** Whether a header's value, or what follows a scheme in it, is that of a variable. */
  #isFromVariable(text: string): boolean {
    const [, proof = text] = /^\w+\s+(\S+)$/.exec(text.trim()) ?? [];
    return Object.entries(this.#variables).some(
      ([name, value = '']) =>
        value.length >= 4 && !MACHINE.test(name) && (value === text || value === proof),
    );
  }

  #redacted(text: string, sure: boolean): string {
    tell(text, sure, this.#found);
    return REDACTED;
  }

  /** The name of a variable may be shown; where a secret was put in its place it may not. */
  #variable(name: string): string {
    const secret = this.#variables[name];
    if (secret !== undefined) tell(secret, true, this.#found);
    return /^[A-Za-z_]\w*$/.test(name) ? name : this.#redacted(name, true);
  }
}

/** Variables that say where things are on the machine, which may stand in any text. */
const MACHINE =
  /^(PATH|HOME|PWD|OLDPWD|USER|LOGNAME|SHELL|TERM|LANG|LC_\w+|TMPDIR|HOSTNAME|_|AWS_(DEFAULT_)?REGION|AWS_PROFILE)$|^npm_|^NODE|(_FILE|_PATH|_DIR|_SOCK)$/i;

function isOwnVariable(name: string, text: string): boolean {
  return text.trim().length >= 8 && !MACHINE.test(name);
}

/** Whether a text is filled from rows and has no word of its own. */
function isTemplate(text: string): boolean {
  return /^\s*(\w+\s+)?\{\{[^'"}]*\}\}\s*$/.test(text);
}

function redactUser(user: string, found: Found): string {
  if (user === '') return '';
  const [name = '', ...password] = user.slice(0, -1).split(':');
  const secret = password.length === 0 ? name : password.join(':');
  for (const text of [secret, decoded(secret)]) tell(text, true, found);
  return `${REDACTED}@`;
}

function redactParameters(text: string, found: Found): string {
  if (text.length < 2) return text;
  const pairs = text
    .slice(1)
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? ['', pair] : [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '' || isTemplate(value) || isOpenParameter(name)) return pair;
      if (text.startsWith('#') && at < 0) return pair;
      for (const each of [value, decoded(value)]) tell(each, isSecretName(name), found);
      return at < 0 ? REDACTED : `${name}=${REDACTED}`;
    });
  return text.charAt(0) + pairs.join('&');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Tells of a value and of what it is made of: `Bearer x`, `a=1; session=x`, base64 of `user:x`. */
function tell(value: string, sure: boolean, found: Found): void {
  const text = value.trim();
  // Words with spaces between them and no number are more likely a name.
  if (sure || !/\s/.test(text) || /\d/.test(text)) found(text, sure);
  const [, scheme = '', proof] = /^(\w+)\s+(\S+)$/.exec(text) ?? [];
  if (proof !== undefined) found(proof, sure);
  if (/^basic$/i.test(scheme) && proof !== undefined) tellBasic(proof, found);
  const pieces = text.split(/[\s;,]+/);
  if (pieces.length === 1) return;
  for (const piece of pieces) {
    const part = piece.replace(/^[\w.-]+=(?=.)/, '');
    if (part.length >= 8) found(part, false);
  }
}

function tellBasic(proof: string, found: Found): void {
  const [, ...password] = Buffer.from(proof, 'base64').toString('utf8').split(':');
  if (password.length > 0) found(password.join(':'), true);
}
