import { resolve } from 'node:path';
import { staleOutputs } from './stale-outputs.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Ends a test run that would measure an older build than its sources. */
export function setup(): void {
  const stale = staleOutputs(resolve(ROOT, 'src'), resolve(ROOT, 'dist'));
  if (stale.length === 0) return;
  const more = stale.length === 1 ? '' : `, and ${stale.length - 1} more`;
  throw new Error(
    `dist/ is older than src/ (${stale[0]}${more}): these tests run the built command line. ` +
      'Run npm run build, or keep npm run dev open.',
  );
}
