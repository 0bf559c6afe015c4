import { readAwsUrl } from '../iam/aws-url.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';

const ARN_REGION = /^arn:aws[\w-]*:bedrock:([\w-]+):/;

/**
 * Returns the AWS region in which a target's tokens are billed: that of its ARN or URL if there is
 * one, else its own or the scenario's.
 */
export function regionOf(target: TargetSpec, region: string): string {
  if ('model' in target && target.model !== undefined) {
    const arnRegion = ARN_REGION.exec(target.model)?.[1];
    if (arnRegion !== undefined) return arnRegion;
  }
  const own = target.region ?? region;
  return 'url' in target ? (readAwsUrl(target.url)?.region ?? own) : own;
}
