import { Liquid, type LiquidOptions } from 'liquidjs';
import { printAsWritten, printed } from './liquid-printing.ts';

/** Tags that read files. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

/**
 * Limits: template length in characters, memory in liquidjs's own count, rendering time in
 * milliseconds.
 */
const LIMITS = { parseLimit: 10_000_000, memoryLimit: 100_000_000, renderLimit: 10_000 };

/**
 * Creates a Liquid engine for a scenario's templates. Templates reach only the row's own columns
 * and no files; an endless loop ends in an error.
 */
export function createLiquid(options: Pick<LiquidOptions, 'lenientIf'> = {}): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // An empty file system, in case anything but the tags refused below opens a file.
    templates: {},
    outputEscape: printed,
    ...LIMITS,
    ...options,
  });
  for (const tag of FILE_TAGS) {
    liquid.registerTag(tag, {
      parse() {
        throw new Error(`{% ${tag} %} reads a file, and a template reaches none`);
      },
      render: () => undefined,
    });
  }
  printAsWritten(liquid);
  return liquid;
}
