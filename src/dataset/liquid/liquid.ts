import { Liquid, type LiquidOptions } from 'liquidjs';
import { printAsWritten, printed } from './liquid-printing.ts';

/** Tags that read a file. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

/** Characters of one template, what a rendering may allocate (in liquidjs's own count), and how long it may take. */
const LIMITS = { parseLimit: 10_000_000, memoryLimit: 100_000_000, renderLimit: 10_000 };

/**
 * A Liquid engine for templates of a scenario over rows: nothing but the row is in reach, no file is,
 * and a loop without end ends in an error.
 */
export function createLiquid(options: Pick<LiquidOptions, 'lenientIf'> = {}): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // An empty file system of its own, whatever asks for a file beside the tags refused below.
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
