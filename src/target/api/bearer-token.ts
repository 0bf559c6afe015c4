import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { membersOf } from '../../json/json-object.ts';
import { tryParseJson } from '../../json/try-parse-json.ts';
import { Problem } from '../../problem/problem.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Returns the current token of a command, which is run again before the token expires. */
type BearerTokenProvider = () => string;

const TIME_LIMIT: Milliseconds = 60_000;
/**
 * A token that expires within this time, milliseconds, is renewed in the background; requests still
 * use it meanwhile.
 */
const RENEWAL_MARGIN: Milliseconds = 120_000;
/** Time before a failed command is run again, milliseconds. */
const RETRY_DELAY: Milliseconds = 10_000;

/**
 * Runs the command in a shell and keeps the token that it prints. The expiry is read from a JSON
 * Web Token (RFC 7519, `exp`); any other token is assumed to outlive the run.
 *
 * Throws a Problem if the first run fails. If a later run fails, the old token stays in use until
 * the service refuses it.
 */
export async function createBearerTokenProvider(command: string): Promise<BearerTokenProvider> {
  let token = await runCommand(command);
  let expiresAt = expiryOf(token);
  let busy = false;
  let triedAt = 0;

  async function renew(): Promise<void> {
    busy = true;
    triedAt = Date.now();
    try {
      token = await runCommand(command);
      expiresAt = expiryOf(token);
    } catch (error) {
      process.stderr.write(`proofload: ${String(error)}\n`);
    } finally {
      busy = false;
    }
  }

  return () => {
    const now = Date.now();
    if (now > expiresAt - RENEWAL_MARGIN && !busy && now - triedAt > RETRY_DELAY) void renew();
    return token;
  };
}

async function runCommand(command: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], {
      timeout: TIME_LIMIT,
    });
    const token = stdout.trim();
    knownSecrets.learn(token);
    if (/^[\x21-\x7e]+$/.test(token)) return token;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    // The output may contain the secret, so the message says only that the command failed.
    throw new Problem(`The command of a target's auth failed (${code}).`, {
      remedy: 'Run it in a shell: it must print a token and nothing else.',
    });
  }
  throw new Problem("The command of a target's auth printed no token.", {
    remedy: 'It must print one line without spaces: the token and nothing else.',
  });
}

/** Returns when a token expires, milliseconds since 1970; infinity if it does not say. */
function expiryOf(token: string): number {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  const { exp } = membersOf(tryParseJson(claims));
  const seconds = Number(exp);
  return Number.isFinite(seconds) ? seconds * 1000 : Number.POSITIVE_INFINITY;
}
