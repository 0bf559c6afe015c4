import { Problem } from '../problem/problem.ts';

/** Throws a Problem if this Node is older than the package's `engines` allow: `>=20.19`. */
export function refuseOldNode(version: string, engines: string): void {
  const least = engines.replace(/^>=/, '');
  if (!isOlder(version.split('.'), least.split('.'))) return;
  throw new Problem(`proofload needs Node ${least} or newer, and this is Node ${version}.`, {
    remedy: 'Install a newer one, from https://nodejs.org or with nvm install --lts.',
  });
}

function isOlder(version: readonly string[], least: readonly string[]): boolean {
  for (const [place, part] of least.entries()) {
    const difference = Number(version[place] ?? 0) - Number(part);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
