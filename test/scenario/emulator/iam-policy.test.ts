import { describe, expect, it } from 'vitest';
import { resolveScenario } from '../../../src/scenario/resolve.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';

describe('the IAM policy of a scenario', () => {
  it('is a setting of the emulator, in which single values need no list', () => {
    const statement = { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: '*' };
    const scenario = resolveScenario(
      scenarioSchema.parse({
        dataset: 'q.csv',
        target: { kind: 'bedrock-converse', model: 'm' },
        emulator: { iamPolicy: { Version: '2012-10-17', Statement: statement } },
      }),
      '/s.ts',
    );
    expect(scenario.emulator.iamPolicy?.Statement).toEqual([
      { Effect: 'Allow', Action: ['bedrock:InvokeModel'], Resource: ['*'] },
    ]);
  });

  it('is absent by default, and the emulator then allows every request', () => {
    const parsed = scenarioSchema.parse({
      dataset: 'q.csv',
      target: { kind: 'bedrock-converse', model: 'm' },
    });
    expect(resolveScenario(parsed, '/s.ts').emulator).not.toHaveProperty('iamPolicy');
  });
});
