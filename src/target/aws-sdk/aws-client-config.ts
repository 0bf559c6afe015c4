import type { ClientConfig } from '../contract/client-config.ts';
import { type SdkAgents, sdkAgents } from './sdk-agents.ts';

/**
 * Returns the configuration of an AWS client that is used beside the targets; it uses the SDK's own
 * transport.
 */
export function awsClientConfig(clientConfig: ClientConfig): {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: NonNullable<ClientConfig['credentials']>;
  readonly requestHandler: SdkAgents;
} {
  const { region, endpoint, credentials } = clientConfig;
  return {
    region,
    requestHandler: sdkAgents(clientConfig),
    ...(endpoint === 'aws' ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}
