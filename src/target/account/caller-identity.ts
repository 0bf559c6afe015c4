import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { sdkProblem } from '../aws-sdk/sdk-problem.ts';
import { silenceSdk } from '../aws-sdk/sdk-warning.ts';

/** A CallerIdentity is whose credentials AWS requests will be signed with, as far as they tell themselves. */
export interface CallerIdentity {
  readonly accessKeyId: string;
  /** Absent where the credentials do not say. */
  readonly account?: string;
  /** Absent for credentials that do not expire. */
  readonly expires?: Date;
}

/** Finds credentials where the SDK finds them, asking no service. Throws a Problem when there are none. */
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
