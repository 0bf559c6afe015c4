import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { Milliseconds } from '../../time/duration.ts';
import { awsClientConfig } from '../aws-sdk/aws-client-config.ts';
import { silenceSdk } from '../aws-sdk/sdk-warning.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/** What AWS reports about a SageMaker endpoint. */
export interface EndpointStatus {
  /** Instances by variant; empty if the endpoint is serverless. */
  readonly machines: readonly InstanceCounts[];
  /** Requests in the last hour. */
  readonly invocations: number;
}

export interface InstanceCounts {
  readonly type: string;
  readonly count: number;
}

const HOUR: Milliseconds = 3_600_000;

/**
 * Returns the status of an endpoint, with its requests in the hour before `until`. Throws the SDK's
 * errors.
 */
export async function readEndpointState(
  endpoint: string,
  until: Date,
  { clientConfig, signal }: { readonly clientConfig: ClientConfig; readonly signal: AbortSignal },
): Promise<EndpointStatus> {
  silenceSdk();
  const sageMaker = new SageMakerClient(awsClientConfig(clientConfig));
  const cloudWatch = new CloudWatchClient(awsClientConfig(clientConfig));
  const options = { abortSignal: signal };
  try {
    const described = await sageMaker.send(
      new DescribeEndpointCommand({ EndpointName: endpoint }),
      options,
    );
    const { ProductionVariants: variants = [], EndpointConfigName } = described;
    const names = variants.flatMap(({ VariantName }) => VariantName ?? []);
    const [config, { MetricDataResults = [] }] = await Promise.all([
      sageMaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName }), options),
      cloudWatch.send(new GetMetricDataCommand(invocationsOf(endpoint, names, until)), options),
    ]);
    const counts = new Map(variants.map((each) => [each.VariantName, each.CurrentInstanceCount]));
    return {
      machines: (config.ProductionVariants ?? []).flatMap(
        ({ VariantName, InstanceType, InitialInstanceCount }) => {
          const count = counts.get(VariantName) ?? InitialInstanceCount;
          return InstanceType === undefined || count === undefined
            ? []
            : [{ type: InstanceType, count }];
        },
      ),
      invocations: MetricDataResults.flatMap(({ Values = [] }) => Values).reduce(
        (sum, value) => sum + value,
        0,
      ),
    };
  } finally {
    sageMaker.destroy();
    cloudWatch.destroy();
  }
}

/** Builds a query for every variant, because CloudWatch counts requests by variant. */
function invocationsOf(endpoint: string, variants: readonly string[], until: Date) {
  return {
    StartTime: new Date(until.getTime() - HOUR),
    EndTime: until,
    MetricDataQueries: variants.map((variant, index) => ({
      Id: `variant${index}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/SageMaker',
          MetricName: 'Invocations',
          Dimensions: [
            { Name: 'EndpointName', Value: endpoint },
            { Name: 'VariantName', Value: variant },
          ],
        },
        Period: 60,
        Stat: 'Sum',
      },
    })),
  };
}
