import { describe, expect, it } from 'vitest';
import { scenarioFolder } from '../../e2e/command.ts';
import { expectCode } from '../../e2e/expect-code.ts';
import { runOnEmulator } from '../run-in-process.ts';

const G5 = { type: 'ml.g5.2xlarge', count: 2, perHour: 1.5 };
const endpoint = (endpointName: string, more: object = {}) => ({
  kind: 'sagemaker',
  endpointName,
  stream: false,
  ...more,
});
const load = (target: string) => ({
  executor: 'shared-iterations',
  vus: 4,
  iterations: 12,
  target,
});

async function folderOf(targets: Record<string, object>, more: object): Promise<string> {
  return scenarioFolder({
    target: undefined,
    vus: undefined,
    iterations: undefined,
    targets,
    ...more,
  });
}

describe('a run of SageMaker endpoints', () => {
  it('names those that go on costing, but the one it chose', async () => {
    const folder = await folderOf(
      {
        dear: endpoint('dear-tgi', { instances: G5 }),
        cheap: endpoint('cheap-tgi', { instances: { ...G5, count: 1 } }),
        spare: endpoint('spare-tgi'),
        unpriced: { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0' },
      },
      {
        choose: 'cheapest',
        demand: '50000/day',
        thresholds: { latency: ['p(50)<60000'] },
        scenarios: { dear: load('dear'), cheap: load('cheap') },
      },
    );
    const { result, read } = await runOnEmulator(folder);
    expect(result.chosen).toBe('cheap');
    expect(result.rented).toEqual([
      {
        endpoint: 'dear-tgi',
        machines: [{ type: 'ml.g5.2xlarge', count: 2 }],
        perHour: 3,
        idle: false,
      },
      {
        endpoint: 'spare-tgi',
        machines: [{ type: 'ml.g5.2xlarge', count: 1 }],
        perHour: 1.5,
        idle: true,
      },
    ]);
    expect(read('summary.md')).toContain('spare-tgi is still rented, at');
  });

  it('says in one line what it may not look up, and ends as it would have', async () => {
    const targets = { one: endpoint('one-tgi'), two: endpoint('two-tgi', { instances: G5 }) };
    const folder = await folderOf(targets, {
      scenarios: { one: load('one'), two: load('two') },
      emulator: {
        iamPolicy: {
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: 'sagemaker:InvokeEndpoint', Resource: '*' },
        },
      },
    });
    const { code, text } = await runOnEmulator(folder);
    expectCode(code, 0);
    expect(text).toContain('Endpoint one-tgi is still rented, at an unknown price an hour.');
    expect(text).toContain('two-tgi is still rented, at $3.00 an hour (2 × ml.g5.2xlarge).');
    expect(text.match(/could not be read \(AccessDeniedException\)/g)).toHaveLength(1);
  });
});
