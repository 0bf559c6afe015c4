/** An AwsUrl is what the host of a URL tells of the AWS service behind it. */
export interface AwsUrl {
  readonly service: 'execute-api' | 'lambda' | 'bedrock-runtime' | 'bedrock-mantle';
  readonly region: string;
  /** Of the API or the function URL; empty for services that are one in a region. */
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

/** Undefined for a domain of one's own, and for everybody else's. */
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
 * Services of AWS whose hosts an emulator may answer for: a region stands behind the service's name,
 * so that a load balancer or an instance of one's own under amazonaws.com is none of them.
 */
const SERVICE_HOST =
  /^(?:[\w-]+\.)*(?:bedrock(?:-[a-z]+)*|(?:runtime(?:-fips)?\.)?sagemaker|execute-api|lambda)(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-\d\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** Whether the host is one of AWS's own, of a service that an emulator can stand in for. */
export function isAwsHost(hostname: string): boolean {
  if (SERVICE_HOST.test(hostname)) return true;
  return readAwsUrl(`https://${hostname}/`) !== undefined;
}
