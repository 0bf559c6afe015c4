import { z } from 'zod';
import { nearestRank } from '../../statistics/nearest-rank.ts';
import type { ServedRequest } from '../request/served-request.ts';
import { ServiceError, type AwsService } from './aws-service.ts';

const TARGET = 'GraniteServiceVersion20100801.';

const dimension = z.looseObject({ Name: z.string(), Value: z.string() });

const request = z.looseObject({
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.string().nullish(),
  MetricDataQueries: z
    .array(
      z.looseObject({
        Id: z.string(),
        Label: z.string().nullish(),
        ReturnData: z.boolean().nullish(),
        Expression: z.string().nullish(),
        MetricStat: z
          .looseObject({
            Metric: z.looseObject({
              Namespace: z.string(),
              MetricName: z.string(),
              Dimensions: z.array(dimension).nullish(),
            }),
            Period: z.number().int().positive(),
            Stat: z.string(),
          })
          .nullish(),
      }),
    )
    .max(500),
});

type MetricStat = NonNullable<z.output<typeof request>['MetricDataQueries'][number]['MetricStat']>;

/** Returns the value that one request adds to a metric; undefined for none. */
type Contribution = (served: ServedRequest) => number | undefined;

const isThrottled = ({ outcome }: ServedRequest): boolean =>
  outcome === 'throttled' || outcome === 'quota_exhausted';
/** Whether the service began to answer, or would have if the client had stayed. */
const isInvoked = ({ outcome, firstToken }: ServedRequest): boolean =>
  outcome === 'ok' || outcome === 'interrupted' || firstToken !== undefined;
/**
 * Whether a request failed with a 4xx status other than throttling: ModelError 424, ModelTimeout
 * 408.
 */
const isClientError = (served: ServedRequest): boolean =>
  !isInvoked(served) && ['refused_request', 'model_error', 'timeout'].includes(served.outcome);
const isServerError = (served: ServedRequest): boolean =>
  !isInvoked(served) && served.outcome === 'server_error';
const isStreamed = ({ route }: ServedRequest): boolean => route.endsWith('Stream');
const once =
  (applies: (served: ServedRequest) => boolean): Contribution =>
  (served) =>
    applies(served) ? 1 : undefined;
const latency: Contribution = (served) =>
  isInvoked(served) ? served.end - served.arrived : undefined;
const firstToken: Contribution = ({ arrived, firstToken: at }) =>
  at === undefined ? undefined : at - arrived;

/** Metrics of AWS/Bedrock, by the dimension ModelId. Times are milliseconds. */
const BEDROCK: Readonly<Record<string, Contribution>> = {
  Invocations: once(isInvoked),
  InvocationThrottles: once(isThrottled),
  InvocationClientErrors: once(isClientError),
  InvocationServerErrors: once(isServerError),
  InvocationLatency: latency,
  TimeToFirstToken: (served) => (isStreamed(served) ? firstToken(served) : undefined),
  InputTokenCount: (served) => (isInvoked(served) ? served.inputTokens : undefined),
  OutputTokenCount: (served) => (isInvoked(served) ? served.outputTokens : undefined),
  EstimatedTPMQuotaUsage: (served) => (isInvoked(served) ? served.quotaTokens : undefined),
};

const micros =
  (contribution: Contribution): Contribution =>
  (served) => {
    const ms = contribution(served);
    return ms === undefined ? undefined : ms * 1000;
  };

/** Metrics of AWS/SageMaker, by the dimension EndpointName. Times are microseconds. */
const SAGEMAKER: Readonly<Record<string, Contribution>> = {
  Invocations: () => 1,
  Invocation4XXErrors: (served) => (isThrottled(served) || isClientError(served) ? 1 : 0),
  Invocation5XXErrors: (served) => (isServerError(served) ? 1 : 0),
  ModelLatency: micros(latency),
  FirstChunkLatency: micros((served) => (isStreamed(served) ? firstToken(served) : undefined)),
};

const isEndpoint = ({ route }: ServedRequest): boolean => route.startsWith('InvokeEndpoint');
/** Whether bedrock-runtime counts a request; it counts its OpenAI routes too. */
const isModel = ({ route }: ServedRequest): boolean =>
  /^(?:Converse|InvokeModel|ChatCompletions|Responses)/.test(route);

/**
 * Creates CloudWatch's GetMetricData over the requests served, so that a client's counts can be
 * checked against the service's. A request counts at its arrival and without delay; AWS's metrics
 * lag by minutes. Metric math and other namespaces are not emulated.
 */
export function createCloudWatch(log: () => readonly ServedRequest[]): AwsService {
  return ({ target, body }) => {
    if (!target.startsWith(TARGET) || !target.endsWith('.GetMetricData')) return undefined;
    const read = request.safeParse(body);
    if (!read.success) throw invalid(z.prettifyError(read.error));
    const { StartTime, EndTime, ScanBy, MetricDataQueries } = read.data;
    const newestFirst = ScanBy !== 'TimestampAscending';
    const span = log().filter(({ epoch }) => epoch >= StartTime * 1000 && epoch < EndTime * 1000);
    const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map(
      ({ Id, Label, MetricStat: stat, Expression }) => {
        if (stat === null || stat === undefined) {
          throw invalid(`The expression ${Expression} is metric math, which is not emulated.`);
        }
        const points = pointsOf(stat, span);
        if (newestFirst) points.reverse();
        return {
          Id,
          Label: Label ?? stat.Metric.MetricName,
          Timestamps: points.map(([at]) => at),
          Values: points.map(([, value]) => value),
          StatusCode: 'Complete',
        };
      },
    );
    return { status: 200, body: { MetricDataResults: results, Messages: [] } };
  };
}

/**
 * Returns epoch seconds and statistic of each period, oldest first; omits periods without a value.
 */
function pointsOf({ Metric, Period, Stat }: MetricStat, span: readonly ServedRequest[]) {
  const { Namespace, MetricName } = Metric;
  const dimensions = (Metric.Dimensions ?? []).filter(({ Name }) => Name !== 'VariantName');
  const endpoints = Namespace === 'AWS/SageMaker';
  const contributions = endpoints ? SAGEMAKER : Namespace === 'AWS/Bedrock' ? BEDROCK : {};
  const contribution = contributions[MetricName];
  if (contribution === undefined) return [];
  const name = endpoints ? 'EndpointName' : 'ModelId';
  const counts = endpoints ? isEndpoint : isModel;
  const periods = new Map<number, number[]>();
  for (const served of span) {
    if (!counts(served)) continue;
    if (!dimensions.every(({ Name, Value }) => Name === name && Value === served.model)) continue;
    const value = contribution(served);
    if (value === undefined) continue;
    const start = Math.floor(served.epoch / 1000 / Period) * Period;
    const values = periods.get(start);
    if (values === undefined) periods.set(start, [value]);
    else values.push(value);
  }
  return [...periods]
    .toSorted(([a], [b]) => a - b)
    .map(([start, values]): [number, number] => [start, statistic(Stat, values)]);
}

/** Returns a statistic of at least one value. Percentiles are nearest-rank. */
function statistic(stat: string, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const sum = values.reduce((total, value) => total + value, 0);
  const [, percent] = /^p(\d+(?:\.\d+)?)$/.exec(stat) ?? [];
  if (percent !== undefined) {
    const rank = nearestRank(Number(percent) / 100, sorted.length);
    return sorted[Math.min(rank, sorted.length) - 1] ?? 0;
  }
  switch (stat) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return sorted[0] ?? 0;
    case 'Maximum':
      return sorted.at(-1) ?? 0;
    default:
      throw invalid(`There is no statistic ${stat} here; try Sum, SampleCount, Average or p99.`);
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError(400, 'ValidationError', message);
}
