import { join } from 'node:path';
import { formatHlog, hlogOf } from '../../metrics/hlog.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { renderJunit } from '../../report/formats/junit.ts';
import { renderMarkdown } from '../../report/formats/markdown.ts';
import { renderText } from '../../report/formats/text.ts';
import { renderHtml } from '../../report/html/html.tsx';
import { renderJson } from '../../report/result/json.ts';
import type { RunResult } from '../../report/result/result.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import { redactTree, redactUrls } from '../../secrets/redact.ts';
import type { RunDirectory } from '../../store/run-directory.ts';

/** Writes a run's summary and every report made of it, then tells the terminal. */
export function writeRun(
  result: RunResult,
  directory: RunDirectory<unknown>,
  metrics: Metrics,
  options: { readonly json?: boolean },
): void {
  const kept = keepableResult(result);
  directory.write('metrics.hlog', formatHlog(hlogOf(metrics, Date.parse(result.startedAt))));
  directory.write('result.json', renderJson(kept));
  writeReports(kept, directory);
  printSummary(kept, directory.path, options);
}

/** A result as it may be kept: one of an older proofload may hold what this one redacts. */
export function keepableResult(result: RunResult): RunResult {
  const targets = result.targets.map((target) => ({ ...target, model: redactUrls(target.model) }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of an object comes an object
  const scenario = redactTree(result.scenario, {}) as RunResult['scenario'];
  const flags = result.flags?.map((flag) => redactUrls(flag));
  const endpoint = redactUrls(result.endpoint);
  return knownSecrets.scrubAll({
    ...result,
    endpoint,
    targets,
    scenario,
    ...(flags === undefined ? {} : { flags }),
  });
}

/** The reports proper: all of them can be made again from result.json. */
export function writeReports(result: RunResult, directory: RunDirectory<unknown>): void {
  directory.write('report.html', renderHtml(result));
  directory.write('summary.md', renderMarkdown(result));
  directory.write('junit.xml', renderJunit(result));
}

/** JSON is alone on stdout; people's summary follows them to stderr when stdout is not a terminal. */
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
