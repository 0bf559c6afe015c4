/** The AWS service, region and API that the host of a URL names. */
export interface AwsUrl {
  readonly service: 'execute-api' | 'lambda' | 'bedrock-runtime' | 'bedrock-mantle';
  readonly region: string;
  /** Id of the API or of the function URL; empty for services with one endpoint per region. */
  readonly id: string;
}

const HOSTS: readonly (readonly [RegExp, AwsUrl['service']])[] = [
  [
    /^(?<id>[a-z0-9]+)(?:-vpce-\w+)?\.execute-api\.(?<region>[\w-]+)\.amazonaws\.com(?:\.cn)?$/,
    'execute-api',
  ],
  [
    /^(?<id>[a-z0-9]+)\.lambda-url\.(?<region>[\w-]+)\.on\.(?:aws|amazonwebservices\.com\.cn)$/,
    'lambda',
  ],
  [/^bedrock-runtime(?:-fips)?\.(?<region>[\w-]+)\.amazonaws\.com$/, 'bedrock-runtime'],
  [/^bedrock-mantle\.(?<region>[\w-]+)\.api\.aws$/, 'bedrock-mantle'],
];

/** Returns the AWS service of a URL; undefined for a custom domain and for hosts outside AWS. */
export function readAwsUrl(url: string): AwsUrl | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  for (const [pattern, service] of HOSTS) {
    const { id = '', region } = pattern.exec(hostname)?.groups ?? {};
    if (region !== undefined) return { service, region, id };
  }
  return undefined;
}

/**
 * AWS hosts that an emulator may answer for: the host must contain a service's name followed by a
 * region. A load balancer or an instance under amazonaws.com does not match.
 */
const SERVICE_HOST =
  /^(?:[\w-]+\.)*(?:bedrock(?:-[a-z]+)*|(?:runtime(?:-fips)?\.)?sagemaker|execute-api|lambda)(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-\d\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** Returns whether the host is an AWS endpoint of a service that an emulator can stand in for. */
export function isAwsHost(hostname: string): boolean {
  if (SERVICE_HOST.test(hostname)) return true;
  return readAwsUrl(`https://${hostname}/`) !== undefined;
}
