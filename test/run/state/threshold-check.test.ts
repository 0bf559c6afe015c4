import { describe, expect, it } from 'vitest';
import { checkThreshold } from '../../../src/run/state/threshold-check.ts';
import { resolveScenario } from '../../../src/scenario/resolve.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';
import { thresholdsOf } from '../../../src/verdict/threshold.ts';

function check(settings: Readonly<Record<string, unknown>>): Promise<unknown> {
  const parsed = scenarioSchema.parse({
    target: { kind: 'openai', url: 'https://api.example.com/v1', model: 'm' },
    dataset: 'rows.csv',
    prompt: { maxTokens: 9 },
    ...settings,
  });
  const scenario = resolveScenario(parsed, 'night.ts');
  return Promise.all(thresholdsOf(scenario).map((each) => checkThreshold(each, scenario, [])));
}

describe('a threshold that can never have data', () => {
  it('is refused by its own words', async () => {
    await expect(check({ thresholds: { quality: ['avg>0.8'] } })).rejects.toThrow(
      'The threshold "avg>0.8" on quality can never have data: the scenario has no judge, so no answer is scored.',
    );
  });

  it('is the monthly budget of a scenario without demand', async () => {
    await expect(check({ budget: { month: 100 } })).rejects.toThrow(
      'budget.month can never have data: the scenario has no demand, so there is no monthly bill.',
    );
    await expect(check({ budget: { month: 100 }, demand: '50000/day' })).resolves.toBeDefined();
  });
});
