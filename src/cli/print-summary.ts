import { join } from 'node:path';
import { renderText } from '../report/formats/text.ts';
import { renderJson } from '../report/result/json.ts';
import type { RunResult } from '../report/result/result.ts';

/** Prints the result on stdout: as JSON, with nothing beside it, or as a summary for people. */
export function printSummary(
  result: RunResult,
  path: string,
  { json = false }: { readonly json?: boolean },
): void {
  if (json) {
    process.stdout.write(renderJson(result));
    return;
  }
  const stream = process.stdout;
  const colour = stream.isTTY && process.env['NO_COLOR'] === undefined;
  const width = Math.min(stream.columns ?? 80, 100);
  stream.write(renderText(result, { colour, width }));
  stream.write(` Report   ${join(path, 'report.html')}\n`);
}
