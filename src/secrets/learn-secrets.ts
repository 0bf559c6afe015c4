import { knownSecrets } from './known-secrets.ts';
import { redactText, redactTree, redactUrls, type Variables } from './redact.ts';
import { isSecretName } from './secret-name.ts';

/** Learns the secrets of a scenario, or of what may become one: no output shows them. */
export function learnFromTree(value: unknown, variables: Variables = process.env): void {
  redactTree(value, variables, learn);
}

/** Learns the secrets of a text that may be no scenario yet: of a URL, of a file that cannot be read. */
export function learnFromText(text: string): void {
  redactText(text, learn);
  for (const [, name = '', secret = ''] of text.matchAll(ASSIGNMENT)) {
    if (isSecretName(name) && !secret.startsWith('process.env')) learn(secret, true);
  }
}

/** `api-key: x` of YAML, `"apiKey": "x"` of JSON and TypeScript, `aws_secret_access_key = x` of profiles. */
const ASSIGNMENT =
  /^[\s{,-]*["']?([\w.-]{2,64})["']?\s*[:=]\s*["']?([^\s"'{}][^\r\n"']*?)["']?[\s,}]*$/gm;

/** Learns the variables whose name says that they are secrets, and the users of all URLs. */
export function learnFromVariables(variables: Variables): void {
  for (const [name, value = ''] of Object.entries(variables)) {
    if (value.includes('://')) redactUrls(value, learn);
    else if (isSecretVariable(name) && !value.startsWith('/')) learn(value, isSecretName(name));
  }
}

/** `OPENAI_KEY` too, where it looks like one; `SSH_AUTH_SOCK` and `AWS_WEB_IDENTITY_TOKEN_FILE` are paths. */
function isSecretVariable(name: string): boolean {
  if (/_(FILE|PATH|DIR|SOCK|ID|NAME|TYPE|MODE|ENABLED|TIMEOUT)$/i.test(name)) return false;
  return isSecretName(name) || /_KEY$/i.test(name);
}

/** What may be no secret is learnt where it looks like one, lest a word of the reports be one. */
function learn(secret: string, sure: boolean): void {
  if (sure || (secret.length >= 12 && /[\dA-Z_]/.test(secret))) knownSecrets.learn(secret);
}
