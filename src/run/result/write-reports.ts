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

/** Writes a run's summary, of a result as it may be kept, and every report made of it. */
export function writeRun(result: RunResult, files: RunFiles, metrics: Metrics): void {
  // Rendering takes time, which a run without files need not spend.
  if (files.path === undefined) return;
  files.write('metrics.hlog', formatHlog(hlogOf(metrics, Date.parse(result.startedAt))));
  files.write('result.json', renderJson(result));
  writeReports(result, files);
}

/** A result as it may be kept: one of an older proofload may hold what this one redacts. */
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

/** The reports proper: all of them can be made again from result.json. */
export function writeReports(result: RunResult, files: Pick<RunFiles, 'write'>): void {
  files.write('report.html', renderHtml(result));
  files.write('summary.md', renderMarkdown(result));
  files.write('junit.xml', renderJunit(result));
}
