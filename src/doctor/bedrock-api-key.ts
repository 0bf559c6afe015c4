import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { clientConfigFor } from '../target/account/address.ts';
import type { ClientConfig } from '../target/contract/client-config.ts';

const BEARER_KEY = 'AWS_BEARER_TOKEN_BEDROCK';

/** What to say of a Bedrock API key in the environment: the AWS SDK prefers it to all other credentials. */
export const BEDROCK_API_KEY_WARNING = {
  message: `${BEARER_KEY} is set: Bedrock is asked with this key, whatever other credentials there are.`,
  remedy: 'Unset it, if the run is to use your role or profile.',
} as const;

/** Whether Bedrock Runtime, the one service that takes such a key, would be asked with it. */
export function usesBedrockApiKey(
  targets: readonly TargetSpec[],
  clientConfig: ClientConfig,
  env: NodeJS.ProcessEnv,
): boolean {
  if ((env[BEARER_KEY] ?? '') === '') return false;
  // What was given on purpose is signed with.
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
