import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { learnFromText, learnFromVariables } from '../secrets/learn-secrets.ts';

/** Registers the secrets of the environment and of AWS profiles, before any scenario is read. */
export function learnOwnSecrets(env: NodeJS.ProcessEnv): void {
  learnFromVariables(env);
  const folder = join(homedir(), '.aws');
  for (const file of [
    env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials'),
    env['AWS_CONFIG_FILE'] ?? join(folder, 'config'),
  ]) {
    const text = textOf(file);
    if (text !== undefined) learnFromText(text);
  }
}

/**
 * Returns a file's text; undefined if it cannot be read, in which case the AWS SDK has no secret
 * from it.
 */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
