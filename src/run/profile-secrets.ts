import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { learnFromText, learnFromVariables } from '../secrets/learn-secrets.ts';

/** Learns what this process could know of secrets before any scenario: environment and AWS profiles. */
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

/** Undefined where there is none to read: then the AWS SDK has no secret of it either. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
