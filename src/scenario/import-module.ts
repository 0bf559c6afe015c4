import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';

/**
 * Imports the default export of a user's TypeScript or JavaScript file. `import … from 'proofload'`
 * in it resolves to this installation.
 */
export async function importDefault(file: string): Promise<unknown> {
  const self = new URL(`../index${extname(import.meta.url)}`, import.meta.url);
  const jiti = createJiti(dirname(file), {
    alias: { proofload: fileURLToPath(self) },
    moduleCache: false,
    fsCache: false,
  });
  return jiti.import(file, { default: true });
}
