import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  ListEndpointsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { ACCESS, useEmulator } from '../running-emulator.ts';

const running = useEmulator(['my-endpoint', 'test.model'], {
  quotas: { 'your-endpoint': { requestsPerMinute: 5 }, '/prod/api': { requestsPerMinute: 5 } },
});

function client(): SageMakerClient {
  return new SageMakerClient({ ...ACCESS, endpoint: running.emulator.url });
}

describe.concurrent('SageMaker’s control plane', () => {
  it('SageMaker’s control plane describes an endpoint as in service', async () => {
    const EndpointName = 'my-endpoint';
    const described = await client().send(new DescribeEndpointCommand({ EndpointName }));
    expect(described).toMatchObject({
      EndpointName,
      EndpointStatus: 'InService',
      ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: 1 }],
    });
    expect(described.CreationTime).toBeInstanceOf(Date);
  });

  it('SageMaker’s control plane returns an endpoint’s instance type', async () => {
    const EndpointConfigName = 'my-endpoint-config';
    const { ProductionVariants } = await client().send(
      new DescribeEndpointConfigCommand({ EndpointConfigName }),
    );
    expect(ProductionVariants).toMatchObject([
      { VariantName: 'AllTraffic', InstanceType: 'ml.g5.2xlarge', InitialInstanceCount: 1 },
    ]);
  });

  it('SageMaker’s control plane lists endpoints, without models and paths', async () => {
    const { Endpoints = [] } = await client().send(new ListEndpointsCommand({}));
    expect(Endpoints.map(({ EndpointName }) => EndpointName)).toEqual([
      'my-endpoint',
      'your-endpoint',
    ]);
  });

  it('SageMaker’s control plane refuses an operation that is not emulated', async () => {
    const response = await running.post('/', {}, { 'x-amz-target': 'SageMaker.CreateModel' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});
