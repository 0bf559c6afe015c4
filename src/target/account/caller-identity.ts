import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { sdkProblem } from '../aws-sdk/sdk-problem.ts';
import { silenceSdk } from '../aws-sdk/sdk-warning.ts';

/** The credentials that AWS requests will be signed with, as far as they describe themselves. */
export interface CallerIdentity {
  readonly accessKeyId: string;
  /** Absent if the credentials do not contain it. */
  readonly account?: string;
  /** Absent if the credentials do not expire. */
  readonly expires?: Date;
}

/**
 * Resolves credentials as the SDK does, without calling a service. Throws a Problem if there are
 * none.
 */
export async function resolveCallerIdentity(region: string): Promise<CallerIdentity> {
  silenceSdk();
  const client = new BedrockRuntimeClient({ region });
  try {
    const { accessKeyId, accountId, expiration } = await client.config.credentials();
    return {
      accessKeyId,
      ...(accountId === undefined ? {} : { account: accountId }),
      ...(expiration === undefined ? {} : { expires: expiration }),
    };
  } catch (error) {
    throw sdkProblem(error);
  } finally {
    client.destroy();
  }
}
