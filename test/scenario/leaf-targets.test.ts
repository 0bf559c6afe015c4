import { describe, expect, it } from 'vitest';
import { leafTargets } from '../../src/scenario/leaf-targets.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { scenarioSchema } from '../../src/scenario/scenario-schema.ts';

describe('the leaf targets of a scenario', () => {
  it('are targets, the parts of routes, and the judge', () => {
    const model = (name: string) => ({ kind: 'bedrock-converse', model: name });
    const scenario = resolveScenario(
      scenarioSchema.parse({
        dataset: 'q.csv',
        targets: {
          plain: model('a'),
          both: { kind: 'route', by: 'fallback', parts: { first: model('b'), second: model('c') } },
        },
        scenarios: { load: { executor: 'constant-vus', duration: '1s', target: 'plain' } },
        judge: { target: model('j'), criteria: ['correctness'] },
      }),
      '/s.ts',
    );
    const found = [...leafTargets(scenario)].map(([name, spec]) => [
      name,
      'model' in spec ? spec.model : '',
    ]);
    expect(found).toEqual([
      ['plain', 'a'],
      ['both.first', 'b'],
      ['both.second', 'c'],
      ['judge', 'j'],
    ]);
  });
});
