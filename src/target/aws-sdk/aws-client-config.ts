import type { ClientConfig } from '../contract/client-config.ts';
import { type SdkAgents, sdkAgents } from './sdk-agents.ts';

/** What an AWS client beside the targets is made with: it is asked seldom, and on no transport of ours. */
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
