import { renderToolView } from '../report/compat/tool-view.ts';
import { toolViewNamed } from '../report/compat/tool-views.ts';
import { parseResult } from '../report/result-file/result-file.ts';
import { rebuiltResult } from '../run/result/rebuilt-result.ts';
import { redactResult, writeReports } from '../run/result/write-reports.ts';
import type { Sample } from '../sample/sample.ts';
import { openRunDirectory } from '../store/run-directory.ts';
import { exitCode } from '../verdict/exit-code.ts';
import { printSummary } from './print-summary.ts';

/**
 * Makes a run's reports again from its result.json, or from what is on disk if the run was killed
 * before it wrote one; or prints what another tool would have printed for its samples.
 */
export async function reportVerb(
  path: string,
  options: { json?: boolean; as?: string },
): Promise<number> {
  const view = options.as === undefined ? undefined : toolViewNamed(options.as);
  const directory = openRunDirectory(path, (sentence) => process.stderr.write(`${sentence}\n`));
  const isWhole = directory.has('result.json');
  const result = redactResult(
    isWhole ? parseResult(directory.read('result.json')) : await rebuiltResult(directory),
  );
  if (view !== undefined) {
    const samples: Sample[] = [];
    for await (const sample of directory.readSamples()) samples.push(sample);
    directory.close();
    const kinds = new Map(result.targets.map(({ name, kind }) => [name, kind]));
    process.stdout.write(renderToolView(view, samples, kinds));
    return 0;
  }
  writeReports(result, directory);
  directory.close();
  printSummary(result, path, options);
  return isWhole ? 0 : exitCode({ ...result, requireValid: false });
}
