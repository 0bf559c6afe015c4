import { REDACTED } from './known-secrets.ts';
import { isOpenHeader, isOpenParameter, isSecretName } from './secret-name.ts';

/** Receives each secret that is redacted; `sure` if its name shows that it is one. */
type Found = (secret: string, sure: boolean) => void;

const ignore: Found = () => undefined;

const URL_IN_TEXT =
  /\b([a-z][a-z\d+.-]*:\/\/)([^\s/?#"'<>\\]*@)?([^\s?#"'<>\\]*)(\?[^\s#"'<>\\]*)?(#[^\s"'<>\\]*)?/gi;

/**
 * Matches `"api_key": "…"` of JSON in a text, escaped once more if it is quoted, and `api_key=…`.
 */
const MEMBER_IN_TEXT = /(\\?["'])([\w.-]{2,64})\1(\s*:\s*)(\\?["'])((?:(?!\4)[^\n])*)\4/g;
const PAIR_IN_TEXT = /\b([\w.-]{2,64})(=)([^\s&;,"'<>]{6,})/g;
const HEADER_IN_TEXT = /^(\s*)([\w-]{2,64})(:[ \t]*)((?:\w+ )?\S{6,})[ \t]*$/gm;
const SCHEME_IN_TEXT = /\b(Bearer|Basic)(\s+)([\w.~+/=-]{16,}|(?=[\w.~+/=-]*\d)[\w.~+/=-]{6,})/gi;

/**
 * Returns the text with users and parameters of its URLs redacted:
 * `https://***@host/path?token=***`.
 */
export function redactUrls(text: string, found: Found = ignore): string {
  if (!text.includes('://')) return text;
  return text.replace(
    URL_IN_TEXT,
    (_, scheme: string, user = '', rest = '', query = '', hash = '') =>
      `${scheme}${redactUser(user, found)}${rest}${redactParameters(query, found)}${redactParameters(hash, found)}`,
  );
}

/**
 * Returns the text with every secret redacted that a secret name, a URL or an HTTP auth scheme
 * shows.
 */
export function redactText(text: string, found: Found = ignore): string {
  const named = (name: string, secret: string): boolean => {
    const isSecret = isSecretName(name) && secret !== '' && !isTemplate(secret);
    if (isSecret) report(secret, true, found);
    return isSecret;
  };
  return redactUrls(text, found)
    .replace(
      MEMBER_IN_TEXT,
      (match, open: string, name: string, colon: string, quote: string, secret: string) =>
        named(name, secret) ? `${open}${name}${open}${colon}${quote}${REDACTED}${quote}` : match,
    )
    .replace(HEADER_IN_TEXT, (match, space: string, name: string, colon: string, secret: string) =>
      named(name, secret) ? `${space}${name}${colon}${REDACTED}` : match,
    )
    .replace(PAIR_IN_TEXT, (match, name: string, equals: string, secret: string) =>
      named(name, secret) ? `${name}${equals}${REDACTED}` : match,
    )
    .replace(SCHEME_IN_TEXT, (_, scheme: string, space: string, secret: string) => {
      report(secret, true, found);
      return `${scheme}${space}${REDACTED}`;
    });
}

/** Environment variables that a value may come from. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Returns the value with every secret redacted: members with a secret name, headers and parameters
 * that are not known to be public, users and parameters of URLs, the command of an auth, and values
 * of environment variables in the parts that a request is made of.
 */
export function redactTree(value: unknown, variables: Variables, found: Found = ignore): unknown {
  const values = Object.entries(variables).flatMap(([name, text = '']) =>
    isOwnVariable(name, text) ? [text] : [],
  );
  return new Tree(variables, values, found).walk(value, { name: '', within: '', requests: false });
}

interface Place {
  readonly name: string;
  /** The name of the member that contains it. */
  readonly within: string;
  /** Whether a request is made from it. */
  readonly requests: boolean;
}

const REQUESTS = new Set(['headers', 'query', 'params', 'body', 'request']);

/** Members whose own members are named by the user: a target named by-a-token is not a token. */
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
    // Redacts everything inside a member with a secret name; an `auth` only says where a secret is.
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
      // A model name from a variable is redacted but is not a secret of the service.
      return name === 'model' ? REDACTED : this.#redacted(text, false);
    }
    return requests ? redactText(text, this.#found) : redactUrls(text, this.#found);
  }

  /**
   * Returns whether a header's value, or the part after its auth scheme, is the value of a
   * variable.
   */
  #isFromVariable(text: string): boolean {
    const [, credentials = text] = /^\w+\s+(\S+)$/.exec(text.trim()) ?? [];
    return Object.entries(this.#variables).some(
      ([name, value = '']) =>
        value.length >= 4 &&
        !MACHINE_VARIABLE.test(name) &&
        (value === text || value === credentials),
    );
  }

  #redacted(text: string, sure: boolean): string {
    report(text, sure, this.#found);
    return REDACTED;
  }

  /** Keeps the name of a variable; redacts a secret that was written in its place. */
  #variable(name: string): string {
    const secret = this.#variables[name];
    if (secret !== undefined) report(secret, true, this.#found);
    return /^[A-Za-z_]\w*$/.test(name) ? name : this.#redacted(name, true);
  }
}

/** Variables that describe the machine; their values may occur in any text. */
const MACHINE_VARIABLE =
  /^(PATH|HOME|PWD|OLDPWD|USER|LOGNAME|SHELL|TERM|LANG|LC_\w+|TMPDIR|HOSTNAME|_|AWS_(DEFAULT_)?REGION|AWS_PROFILE)$|^npm_|^NODE|(_FILE|_PATH|_DIR|_SOCK)$/i;

function isOwnVariable(name: string, text: string): boolean {
  return text.trim().length >= 8 && !MACHINE_VARIABLE.test(name);
}

/** Returns whether a text is one template placeholder, with at most an auth scheme before it. */
function isTemplate(text: string): boolean {
  return /^\s*(\w+\s+)?\{\{[^'"}]*\}\}\s*$/.test(text);
}

function redactUser(user: string, found: Found): string {
  if (user === '') return '';
  const [name = '', ...password] = user.slice(0, -1).split(':');
  const secret = password.length === 0 ? name : password.join(':');
  for (const text of [secret, decoded(secret)]) report(text, true, found);
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
      for (const each of [value, decoded(value)]) report(each, isSecretName(name), found);
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

/** Reports a value and its parts: `Bearer x`, `a=1; session=x`, base64 of `user:x`. */
function report(value: string, sure: boolean, found: Found): void {
  const text = value.trim();
  // Words with spaces and without a digit are more likely a name.
  if (sure || !/\s/.test(text) || /\d/.test(text)) found(text, sure);
  const [, scheme = '', credentials] = /^(\w+)\s+(\S+)$/.exec(text) ?? [];
  if (credentials !== undefined) found(credentials, sure);
  if (/^basic$/i.test(scheme) && credentials !== undefined) reportBasic(credentials, found);
  const pieces = text.split(/[\s;,]+/);
  if (pieces.length === 1) return;
  for (const piece of pieces) {
    const part = piece.replace(/^[\w.-]+=(?=.)/, '');
    if (part.length >= 8) found(part, false);
  }
}

function reportBasic(credentials: string, found: Found): void {
  const [, ...password] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  if (password.length > 0) found(password.join(':'), true);
}
