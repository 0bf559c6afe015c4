import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The sources, relative to `src`, whose compiled file in `dist` is missing or older than they are. */
export function staleOutputs(src: string, dist: string): readonly string[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => {
      const output = join(dist, file.replace(/\.tsx?$/, '.js'));
      return !existsSync(output) || statSync(output).mtimeMs < statSync(join(src, file)).mtimeMs;
    })
    .toSorted();
}
