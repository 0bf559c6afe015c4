/**
 * Regions that the profiles of a geography route to, beside the region of the request (AWS,
 * "Supported Regions and models for inference profiles", 2026). A model may use fewer of them.
 */
const DESTINATIONS: Readonly<Record<string, readonly string[]>> = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  'us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
  apac: [
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-south-2',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-southeast-4',
  ],
  jp: ['ap-northeast-1', 'ap-northeast-3'],
  au: ['ap-southeast-2', 'ap-southeast-4'],
  ca: ['ca-central-1', 'ca-west-1'],
  // The ARN of a global profile's model has an empty region.
  global: [''],
};

/**
 * Returns every region that an inference profile of this geography may route to when it is invoked
 * in `region`.
 */
export function inferenceProfileRegions(geography: string, region: string): ReadonlySet<string> {
  return new Set([region, ...(DESTINATIONS[geography] ?? [])]);
}
