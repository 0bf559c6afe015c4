import type { Milliseconds } from '../../time/duration.ts';

/** A ClockSkew is how far the local clock is ahead of a server's, give or take half a second. */
type ClockSkew = Milliseconds;

const PATIENCE: Milliseconds = 5000;

/**
 * Compares the `Date` header of any answer with the middle of the exchange. The header is in whole
 * seconds, so that its instant is half a second later on average. Undefined when nothing answers or
 * the answer has no date.
 */
export async function measureClockSkew(origin: string): Promise<ClockSkew | undefined> {
  const sent = Date.now();
  try {
    const { headers } = await fetch(origin, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const middle = (sent + Date.now()) / 2;
    const date = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : middle - (date + 500);
  } catch {
    // Whether the origin can be reached is for a real request to tell.
    return undefined;
  }
}

/** A service of AWS that has a host of its own in each region. */
export type AwsServiceName = 'bedrock' | 'bedrock-agent' | 'sagemaker' | 'lambda' | 's3';

/** Where the services of AWS are asked in a region. */
export function awsOrigin(service: AwsServiceName, region: string): string {
  const host = {
    bedrock: 'bedrock-runtime',
    'bedrock-agent': 'bedrock-agent-runtime',
    sagemaker: 'runtime.sagemaker',
    lambda: 'lambda',
    s3: 's3',
  };
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${host[service]}.${region}.${suffix}`;
}
