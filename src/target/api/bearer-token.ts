import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { membersOf } from '../../json/json-object.ts';
import { tryParseJson } from '../../json/try-parse-json.ts';
import { Problem } from '../../problem/problem.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A BearerTokenProvider is a token that a command prints, and prints anew before it runs out. */
type BearerTokenProvider = () => string;

const TIME_LIMIT: Milliseconds = 60_000;
/** A token that ends within this time is renewed, behind the requests that still go out with it. */
const MARGIN: Milliseconds = 120_000;
/** A command that fails is not tried again at every request. */
const PAUSE: Milliseconds = 10_000;

/**
 * Runs the command in a shell and keeps what it prints. When a token ends is read from it where it is
 * a JSON Web Token (RFC 7519, `exp`); any other is taken to outlive the run.
 *
 * Throws a Problem where the first run fails. A later one leaves the old token be: the service will
 * say when it is no longer good.
 */
export async function createBearerTokenProvider(command: string): Promise<BearerTokenProvider> {
  let token = await print(command);
  let ends = endOf(token);
  let busy = false;
  let triedAt = 0;

  async function renew(): Promise<void> {
    busy = true;
    triedAt = Date.now();
    try {
      token = await print(command);
      ends = endOf(token);
    } catch (error) {
      process.stderr.write(`proofload: ${String(error)}\n`);
    } finally {
      busy = false;
    }
  }

  return () => {
    const now = Date.now();
    if (now > ends - MARGIN && !busy && now - triedAt > PAUSE) void renew();
    return token;
  };
}

async function print(command: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], {
      timeout: TIME_LIMIT,
    });
    const token = stdout.trim();
    knownSecrets.learn(token);
    if (/^[\x21-\x7e]+$/.test(token)) return token;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    // What it printed may hold the secret; only that it failed is told.
    throw new Problem(`The command of a target's auth failed (${code}).`, {
      remedy: 'Run it in a shell: it must print a token and nothing else.',
    });
  }
  throw new Problem("The command of a target's auth printed no token.", {
    remedy: 'It must print one line without spaces: the token and nothing else.',
  });
}

/** Milliseconds since 1970; never, where the token does not tell. */
function endOf(token: string): number {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  const { exp } = membersOf(tryParseJson(claims));
  const seconds = Number(exp);
  return Number.isFinite(seconds) ? seconds * 1000 : Number.POSITIVE_INFINITY;
}
