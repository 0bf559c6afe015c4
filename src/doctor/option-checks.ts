import { type LeafTarget, leafTargets } from '../scenario/leaf-targets.ts';
import { MODEL_TABLE_DATE, type ModelTraits, modelTraits } from '../scenario/model/model-table.ts';
import { type AskedOptions, modelOf, refusedOptions } from '../scenario/model/refused-options.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { CheckResult } from './finding.ts';

/**
 * Checks each target's options against the model table: which of them its model refuses, and which
 * are sent under another name.
 */
export function checkOptions(scenario: Scenario): readonly CheckResult[] {
  return [...leafTargets(scenario)].flatMap(([name, spec]) => {
    const model = modelOf(spec);
    if (model === undefined || (spec.kind === 'knowledge-base' && spec.by === 'retrieve'))
      return [];
    const isJudge = name === 'judge' || name.startsWith('judge.');
    return [finding(`options of ${name}`, model, spec, isJudge ? JUDGE : scenario.prompt, isJudge)];
  });
}

/** Prompt of a judge. Its temperature is left out for models that refuse it. */
const JUDGE: AskedOptions = { system: '' };

function finding(
  subject: string,
  model: string,
  spec: LeafTarget,
  prompt: AskedOptions,
  isJudge: boolean,
): CheckResult {
  const table = `The model table of ${MODEL_TABLE_DATE}`;
  const traits = modelTraits(model);
  if (traits === undefined) {
    const message = `${table} has no row for ${model}: the options that it refuses are unknown.`;
    return { subject, level: 'ok', message };
  }
  const worded = wording(traits, spec, isJudge);
  const refused = refusedOptions(spec, prompt);
  if (refused.length === 0) {
    const message = `${table} (${traits.family}) lists no option that it refuses.${worded}`;
    return { subject, level: 'ok', message };
  }
  const list = refused.map(({ option, why }) => `${option} (${why})`).join(', ');
  return {
    subject,
    level: 'warning',
    message: `${table} (${traits.family}) says that it refuses ${list}. Refused options are sent anyway.${worded}`,
    remedy:
      'Remove them from prompt or target, or for this target only by request: { name: null }.',
  };
}

/** Returns what is sent differently because of the model; empty for nothing. */
function wording(traits: ModelTraits, spec: LeafTarget, isJudge: boolean): string {
  const { maxTokensName } = traits;
  const chat = spec.kind === 'openai' && (spec.api ?? 'chat') === 'chat';
  const chosen = spec.kind === 'openai' && spec.maxTokensName !== undefined;
  return [
    ...(chat && maxTokensName !== undefined && !chosen
      ? [` maxTokens is sent as ${maxTokensName}.`]
      : []),
    ...(isJudge && traits.sampling === false ? [' The judge’s requests have no temperature.'] : []),
  ].join('');
}
