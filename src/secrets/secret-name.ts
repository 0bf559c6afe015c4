/** Words that make a name secret at any place in it. */
const WORDS = new Set(
  (
    'authorization authorisation cookie cookies password passwords passwd passphrase pwd secret secrets ' +
    'credential credentials signature sig sas jwt bearer apikey'
  ).split(' '),
);

/** Words before `key` that make it a secret: `x-functions-key`, `ocp-apim-subscription-key`. */
const KEYS = new Set(
  (
    'api access secret private subscription functions function account master shared signing ' +
    'encryption auth client host service license project app'
  ).split(' '),
);

/** Words before `token` that make it a piece of text or a position in a list. */
const TEXT_TOKENS = new Set(
  'stop eos bos pad unk mask end start sep cls next page max min'.split(' '),
);

/** Words after `token` that make it a count, a price or a kind. */
const OF_TOKENS = new Set(
  'count counts limit usage type budget length price rate size ids per'.split(' '),
);

/** Secret words written without a separator: `authtoken`, `accesskey`. */
const UNBROKEN =
  /authoriz|password|passwd|passphrase|secret|credential|signature|cookie|apikey|accesskey|privatekey|subscriptionkey|functionskey|bearer|token$/;

/**
 * Returns whether a member, header, variable or parameter of this name holds a secret. Every output
 * follows this one list.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (last === 'id') return words.some((word) => word === 'credential');
  if (last === 'exception' || last === 'error') return false;
  if (last === 'token') return !TEXT_TOKENS.has(before);
  if (last === 'key') return KEYS.has(before);
  if (last === 'auth' || (words[0] === 'x' && words[1] === 'auth')) return true;
  if (words.some((word) => WORDS.has(word))) return true;
  const token = words.indexOf('token');
  if (token >= 0)
    return !OF_TOKENS.has(words[token + 1] ?? '') && !TEXT_TOKENS.has(words[token - 1] ?? '');
  return UNBROKEN.test(words.join(''));
}

/** URL parameters that describe the response, never the caller. */
const OPEN_PARAMETERS = new Set(
  'api-version version v alt format stream model region beta'.split(' '),
);

/** Returns whether the value of a URL parameter may be shown; all but a few may be a key. */
export function isOpenParameter(name: string): boolean {
  return OPEN_PARAMETERS.has(name.toLowerCase());
}

const OPEN_HEADERS = new Set(
  (
    'accept accept-charset accept-encoding accept-language anthropic-beta anthropic-version cache-control ' +
    'connection content-encoding content-length content-type host openai-beta openai-organization ' +
    'openai-project prefer user-agent x-amzn-bedrock-guardrailidentifier x-amzn-bedrock-guardrailversion ' +
    'x-amzn-bedrock-performanceconfig-latency x-amzn-bedrock-service-tier x-amzn-bedrock-trace'
  ).split(' '),
);

/**
 * Returns whether the value of a header may be shown; services accept keys in headers of any name.
 */
export function isOpenHeader(name: string): boolean {
  return OPEN_HEADERS.has(name.toLowerCase());
}

/** Splits `x-functions-key` and `xFunctionsKey` into x, functions and key. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}
