import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { clientConfigFor } from '../target/account/address.ts';
import type { ClientConfig } from '../target/contract/client-config.ts';

const BEARER_KEY = 'AWS_BEARER_TOKEN_BEDROCK';

/**
 * Warning about a Bedrock API key in the environment, which the AWS SDK prefers to all other
 * credentials.
 */
export const BEDROCK_API_KEY_WARNING = {
  message: `${BEARER_KEY} is set: Bedrock requests use this key, not any other credentials.`,
  remedy: 'Unset it to use your role or profile.',
} as const;

/** Returns whether a target would use the API key. Only Bedrock Runtime accepts one. */
export function usesBedrockApiKey(
  targets: readonly TargetSpec[],
  clientConfig: ClientConfig,
  env: NodeJS.ProcessEnv,
): boolean {
  if ((env[BEARER_KEY] ?? '') === '') return false;
  // Explicit credentials take precedence over the key.
  return targets.some(
    (spec) =>
      spec.kind !== 'route' &&
      asksBedrockRuntime(spec) &&
      clientConfigFor(spec, clientConfig).credentials === undefined,
  );
}

export function asksBedrockRuntime(target: TargetSpec): boolean {
  if (target.kind === 'knowledge-base') return target.by === 'converse';
  return target.kind === 'bedrock-converse' || target.kind === 'bedrock-invoke';
}
