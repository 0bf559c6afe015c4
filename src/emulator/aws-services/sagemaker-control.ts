import { z } from 'zod';
import { ServiceError, type AwsService } from './aws-service.ts';
import { pageOf } from './page.ts';

const TARGET = 'SageMaker.';

/** Instance type of every emulated endpoint. */
export const INSTANCE_TYPE = 'ml.g5.2xlarge';

const CONFIG = '-config';

const request = z.looseObject({
  EndpointName: z
    .string()
    .regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/)
    .optional(),
  EndpointConfigName: z.string().optional(),
  NameContains: z.string().nullish(),
  MaxResults: z.number().min(1).max(100).nullish(),
  NextToken: z.string().nullish(),
});

/**
 * Creates SageMaker's control plane: DescribeEndpoint, DescribeEndpointConfig and ListEndpoints.
 * Any name can be invoked, so any name can be described. Lists the names that are configured or
 * were invoked before.
 */
export function createSageMakerControl(
  endpointNames: () => readonly string[],
  started: Date,
): AwsService {
  const created = started.getTime() / 1000;
  const summary = (name: string): Record<string, unknown> => ({
    EndpointName: name,
    EndpointArn: `arn:aws:sagemaker:us-east-1:000000000000:endpoint/${name}`,
    EndpointStatus: 'InService',
    CreationTime: created,
    LastModifiedTime: created,
  });
  return ({ target, body }) => {
    if (!target.startsWith(TARGET)) return undefined;
    const read = request.safeParse(body);
    if (!read.success) {
      throw new ServiceError(400, 'ValidationException', z.prettifyError(read.error));
    }
    const { EndpointName, EndpointConfigName, NameContains, MaxResults, NextToken } = read.data;
    switch (target.slice(TARGET.length)) {
      case 'DescribeEndpoint':
        if (EndpointName === undefined) return undefined;
        return {
          status: 200,
          body: {
            ...summary(EndpointName),
            EndpointConfigName: `${EndpointName}${CONFIG}`,
            ProductionVariants: [
              {
                VariantName: 'AllTraffic',
                CurrentWeight: 1,
                DesiredWeight: 1,
                CurrentInstanceCount: 1,
                DesiredInstanceCount: 1,
              },
            ],
          },
        };
      case 'DescribeEndpointConfig':
        if (EndpointConfigName?.endsWith(CONFIG) !== true) return undefined;
        return {
          status: 200,
          body: {
            EndpointConfigName,
            EndpointConfigArn: `arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/${EndpointConfigName}`,
            ProductionVariants: [
              {
                VariantName: 'AllTraffic',
                ModelName: EndpointConfigName.slice(0, -CONFIG.length),
                InstanceType: INSTANCE_TYPE,
                InitialInstanceCount: 1,
              },
            ],
            CreationTime: created,
          },
        };
      case 'ListEndpoints': {
        const names = endpointNames().filter((name) => name.includes(NameContains ?? ''));
        const { items, nextToken } = pageOf(names, MaxResults ?? 10, NextToken);
        return { status: 200, body: { Endpoints: items.map(summary), NextToken: nextToken } };
      }
      default:
        return undefined;
    }
  };
}
