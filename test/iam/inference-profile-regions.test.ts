import { describe, expect, it } from 'vitest';
import { inferenceProfileRegions } from '../../src/iam/inference-profile-regions.ts';

describe('the regions of an inference profile', () => {
  it.each([
    ['us', 'us-east-1', ['us-east-1', 'us-east-2', 'us-west-2']],
    ['us', 'us-west-1', ['us-west-1', 'us-east-1', 'us-east-2', 'us-west-2']],
    ['global', 'eu-west-1', ['eu-west-1', '']],
    ['nowhere', 'eu-west-1', ['eu-west-1']],
  ])('a %s profile invoked in %s routes to %j', (geography, region, destinations) => {
    expect([...inferenceProfileRegions(geography, region)]).toEqual(destinations);
  });
});
