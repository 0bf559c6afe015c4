import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import { createCloudWatch } from '../../../src/emulator/aws-services/cloud-watch.ts';
import type { ServedRequest } from '../../../src/emulator/request/served-request.ts';
import { ACCESS, collect, PROMPT, PROMPT_TOKENS, useEmulator } from '../running-emulator.ts';

const MODEL = 'test.model';
const running = useEmulator([MODEL, 'my-endpoint'], {
  faults: [{ kind: 'throttle', probability: 1, on: MODEL, count: 1 }],
  burndown: { [MODEL]: 5 },
});

describe('CloudWatch', () => {
  it('CloudWatch counts requests served, and throttled attempts separately', async () => {
    const messages = [{ role: 'user' as const, content: [{ text: PROMPT }] }];
    // The first attempt is throttled, and the client retries it.
    const { usage } = await running.bedrock.send(new ConverseCommand({ modelId: MODEL, messages }));
    const { stream } = await running.bedrock.send(
      new ConverseStreamCommand({ modelId: MODEL, messages }),
    );
    await collect(stream);
    await running.sageMaker.send(
      new InvokeEndpointCommand({
        EndpointName: 'my-endpoint',
        Body: JSON.stringify({ inputs: PROMPT }),
      }),
    );
    const client = new CloudWatchClient({ ...ACCESS, endpoint: running.emulator.url });
    const sum = (Id: string, MetricName: string, endpoint = false) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: endpoint ? 'AWS/SageMaker' : 'AWS/Bedrock',
          MetricName,
          Dimensions: [
            endpoint
              ? { Name: 'EndpointName', Value: 'my-endpoint' }
              : { Name: 'ModelId', Value: MODEL },
          ],
        },
        Period: 86_400,
        Stat: 'Sum',
      },
    });
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.now() - 3_600_000),
        EndTime: new Date(Date.now() + 60_000),
        MetricDataQueries: [
          sum('invocations', 'Invocations'),
          sum('throttles', 'InvocationThrottles'),
          sum('input', 'InputTokenCount'),
          sum('output', 'OutputTokenCount'),
          sum('quota', 'EstimatedTPMQuotaUsage'),
          sum('endpoint', 'Invocations', true),
        ],
      }),
    );
    const total = (values: readonly number[] = []): number => values.reduce((a, b) => a + b, 0);
    const sums = Object.fromEntries(MetricDataResults.map(({ Id, Values }) => [Id, total(Values)]));
    expect(sums).toEqual({
      invocations: 2,
      throttles: 1,
      input: 2 * PROMPT_TOKENS,
      output: 2 * (usage?.outputTokens ?? 0),
      // Tokens as the quota counts them: five per output token.
      quota: 2 * (PROMPT_TOKENS + 5 * (usage?.outputTokens ?? 0)),
      endpoint: 1,
    });
  });

  it('CloudWatch refuses metric math with an explanation', async () => {
    const client = new CloudWatchClient({ ...ACCESS, endpoint: running.emulator.url });
    const response = client.send(
      new GetMetricDataCommand({
        StartTime: new Date(0),
        EndTime: new Date(),
        MetricDataQueries: [{ Id: 'rate', Expression: 'a / b' }],
      }),
    );
    await expect(response).rejects.toMatchObject({
      message: expect.stringContaining('metric math'),
    });
  });
});

describe('a statistic', () => {
  const served = (second: number, latency: number): ServedRequest => ({
    id: String(second),
    route: 'Converse',
    model: MODEL,
    arrived: 0,
    firstToken: latency,
    end: latency,
    epoch: second * 1000,
    inputTokens: 1,
    outputTokens: 1,
    outcome: 'ok',
  });
  const log = [1, 2, 3, 61, 62].map((second) => served(second, second * 10));

  function ask(Stat: string, ScanBy = 'TimestampAscending'): unknown {
    const Metric = { Namespace: 'AWS/Bedrock', MetricName: 'InvocationLatency' };
    const finding = createCloudWatch(() => log)({
      method: 'POST',
      path: [''],
      query: new URLSearchParams(),
      target: 'GraniteServiceVersion20100801.GetMetricData',
      body: {
        StartTime: 0,
        EndTime: 120,
        ScanBy,
        MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Period: 60, Stat } }],
      },
    });
    return finding?.body;
  }

  it.each([
    ['Sum', [60, 1230]],
    ['SampleCount', [3, 2]],
    ['Average', [20, 615]],
    ['Minimum', [10, 610]],
    ['Maximum', [30, 620]],
    ['p50', [20, 610]],
    ['p99', [30, 620]],
  ])('the statistic %s is computed per period', (stat, values) => {
    expect(ask(stat)).toMatchObject({
      MetricDataResults: [{ Timestamps: [0, 60], Values: values, StatusCode: 'Complete' }],
    });
  });

  it('statistics are returned newest first by default', () => {
    expect(ask('Sum', 'TimestampDescending')).toMatchObject({
      MetricDataResults: [{ Timestamps: [60, 0] }],
    });
  });
});
