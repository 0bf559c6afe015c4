import { knownSecrets } from './known-secrets.ts';
import { redactText, redactTree, redactUrls, type Variables } from './redact.ts';
import { isSecretName } from './secret-name.ts';

/** Adds the secrets of a scenario, or of a value not yet checked as one, to the known secrets. */
export function learnFromTree(value: unknown, variables: Variables = process.env): void {
  redactTree(value, variables, learn);
}

/** Adds the secrets of a text that is not parsed: a URL, or a file that cannot be read. */
export function learnFromText(text: string): void {
  redactText(text, learn);
  for (const [, name = '', secret = ''] of text.matchAll(ASSIGNMENT)) {
    if (isSecretName(name) && !secret.startsWith('process.env')) learn(secret, true);
  }
}

/**
 * Matches `api-key: x` of YAML, `"apiKey": "x"` of JSON and TypeScript, `aws_secret_access_key = x`
 * of profiles.
 */
const ASSIGNMENT =
  /^[\s{,-]*["']?([\w.-]{2,64})["']?\s*[:=]\s*["']?([^\s"'{}][^\r\n"']*?)["']?[\s,}]*$/gm;

/** Adds the values of variables with a secret name, and the users and passwords in URLs. */
export function learnFromVariables(variables: Variables): void {
  for (const [name, value = ''] of Object.entries(variables)) {
    if (value.includes('://')) redactUrls(value, learn);
    else if (isSecretVariable(name) && !value.startsWith('/')) learn(value, isSecretName(name));
  }
}

/**
 * Matches `OPENAI_KEY` too; `learn` then checks the value. `SSH_AUTH_SOCK` and
 * `AWS_WEB_IDENTITY_TOKEN_FILE` are paths.
 */
function isSecretVariable(name: string): boolean {
  if (/_(FILE|PATH|DIR|SOCK|ID|NAME|TYPE|MODE|ENABLED|TIMEOUT)$/i.test(name)) return false;
  return isSecretName(name) || /_KEY$/i.test(name);
}

/**
 * Adds a value that may not be a secret only if it looks like one, so that words of the reports
 * stay readable.
 */
function learn(secret: string, sure: boolean): void {
  if (sure || (secret.length >= 12 && /[\dA-Z_]/.test(secret))) knownSecrets.learn(secret);
}
