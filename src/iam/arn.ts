import { partitionOf } from './partition.ts';
import type { AwsScope } from './permission.ts';

/** Returns the ARN of a resource in a region and account. */
export function arn(service: string, resource: string, { region, account }: AwsScope): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
