import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../src/doctor/option-checks.ts';
import { MODEL_TABLE_DATE } from '../../src/scenario/model/model-table.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { targetSchema } from '../../src/scenario/target/target-schema.ts';

function examined(target: object, prompt: object, judge?: object) {
  const scenario = {
    targets: { subject: { ...targetSchema.parse(target), name: 'subject' } },
    prompt: { user: '', maxTokens: 9, ...prompt },
    ...(judge === undefined
      ? {}
      : { judge: { target: { ...targetSchema.parse(judge), name: 'judge' } } }),
  };
  // oxlint-disable-next-line no-unsafe-type-assertion -- as much of a scenario as is looked at
  return checkOptions(scenario as unknown as Scenario);
}

const chat = { kind: 'openai', url: 'https://api.openai.com/v1', model: 'gpt-5-mini' };

describe('the check of options', () => {
  it('lists the options that the model refuses, with the date of the model table', () => {
    const [finding] = examined(chat, { temperature: 0 });
    expect(finding).toMatchObject({ subject: 'options of subject', level: 'warning' });
    expect(finding?.message).toContain(`table of ${MODEL_TABLE_DATE}`);
    expect(finding?.message).toContain('temperature (it takes no sampling parameters)');
    expect(finding?.message).toContain('maxTokens is sent as max_completion_tokens');
  });

  it('does not warn where the target removes the option, or names maxTokens itself', () => {
    const target = { ...chat, maxTokensName: 'max_tokens', request: { temperature: null } };
    const [finding] = examined(target, { temperature: 0 });
    expect(finding).toMatchObject({ level: 'ok' });
    expect(finding?.message).not.toContain('max_completion_tokens');
  });

  it('reports that the options of a model without a row are unknown', () => {
    const [finding] = examined({ ...chat, model: 'my-deployment' }, { temperature: 0 });
    expect(finding).toMatchObject({ level: 'ok' });
    expect(finding?.message).toContain('no row for my-deployment');
  });

  it('reports that a judge’s requests have no temperature', () => {
    const judge = { kind: 'bedrock-converse', model: 'us.anthropic.claude-opus-4-8' };
    const findings = examined(chat, {}, judge);
    expect(findings.at(-1)).toMatchObject({ subject: 'options of judge', level: 'ok' });
    expect(findings.at(-1)?.message).toContain('requests have no temperature');
  });
});
