import type { Milliseconds } from '../../time/duration.ts';

/** How far the local clock is ahead of a server's, milliseconds, accurate to half a second. */
type ClockSkew = Milliseconds;

const TIME_LIMIT: Milliseconds = 5000;

/**
 * Compares the `Date` header of any response with the middle of the exchange. The header is in
 * whole seconds, so its instant is half a second later on average. Undefined if nothing answers or
 * the response has no date.
 */
export async function measureClockSkew(origin: string): Promise<ClockSkew | undefined> {
  const sent = Date.now();
  try {
    const { headers } = await fetch(origin, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIME_LIMIT),
    });
    const middle = (sent + Date.now()) / 2;
    const date = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : middle - (date + 500);
  } catch {
    // Whether the origin can be reached is shown by a real request.
    return undefined;
  }
}

/** An AWS service with its own host in each region. */
export type AwsServiceName = 'bedrock' | 'bedrock-agent' | 'sagemaker' | 'lambda' | 's3';

/** Returns the origin of an AWS service in a region. */
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
