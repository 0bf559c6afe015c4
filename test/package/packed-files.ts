import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** The files that `npm pack` would put into the tarball, relative to the package. */
export function packedFiles(): readonly string[] {
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const out = execFileSync('npm', words, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pack] = Object.values(JSON.parse(out) as Record<string, Pack>);
  return (pack?.files ?? []).map(({ path }) => path);
}

interface Pack {
  readonly files: readonly { readonly path: string }[];
}
