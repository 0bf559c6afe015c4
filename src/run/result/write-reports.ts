import { formatHlog, hlogOf } from '../../metrics/hlog.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { renderJunit } from '../../report/formats/junit.ts';
import { renderMarkdown } from '../../report/formats/markdown.ts';
import { renderHtml } from '../../report/html/html.tsx';
import { renderJson } from '../../report/result/json.ts';
import type { RunResult } from '../../report/result/result.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import { redactTree, redactUrls } from '../../secrets/redact.ts';
import type { RunFiles } from './run-files.ts';

/** Writes result.json, of a redacted result, and all reports. */
export function writeRun(result: RunResult, files: RunFiles, metrics: Metrics): void {
  // A run without files renders nothing.
  if (files.path === undefined) return;
  files.write('metrics.hlog', formatHlog(hlogOf(metrics, Date.parse(result.startedAt))));
  files.write('result.json', renderJson(result));
  writeReports(result, files);
}

/** Returns a result without secrets; a result of an older version may still contain some. */
export function redactResult(result: RunResult): RunResult {
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

/** Writes the reports, all of which can be made again from result.json. */
export function writeReports(result: RunResult, files: Pick<RunFiles, 'write'>): void {
  files.write('report.html', renderHtml(result));
  files.write('summary.md', renderMarkdown(result));
  files.write('junit.xml', renderJunit(result));
}
