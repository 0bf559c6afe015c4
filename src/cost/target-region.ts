import { readAwsUrl } from '../iam/aws-url.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';

const ARN_REGION = /^arn:aws[\w-]*:bedrock:([\w-]+):/;

/** The AWS region a target's tokens are billed in: of its ARN or URL where they tell one, else its own or the scenario's. */
export function regionOf(target: TargetSpec, region: string): string {
  if ('model' in target && target.model !== undefined) {
    const told = ARN_REGION.exec(target.model)?.[1];
    if (told !== undefined) return told;
  }
  const own = target.region ?? region;
  return 'url' in target ? (readAwsUrl(target.url)?.region ?? own) : own;
}
