import { describe, expect, it } from 'vitest';
import { partitionOf } from '../../src/iam/partition.ts';

describe('the partition of a region', () => {
  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('the partition of %s is %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });
});
