import { type SdkAgents, sdkAgents } from './sdk-agents.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/** What an AWS client beside the targets is made with: it is asked seldom, and on no transport of ours. */
export function awsClientConfig(wiring: ClientConfig): {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: NonNullable<ClientConfig['credentials']>;
  readonly requestHandler: SdkAgents;
} {
  const { region, endpoint, credentials } = wiring;
  return {
    region,
    requestHandler: sdkAgents(wiring),
    ...(endpoint === 'aws' ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}
