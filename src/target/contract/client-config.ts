import type { SdkFastPath } from '../../sample/sdk-fast-path.ts';

/** Where a target's services are, and how to reach them. */
export interface ClientConfig {
  /** `aws` for the services' own addresses, or the URL of one origin that replaces all of them. */
  readonly endpoint: string;
  /** Whether a target with a URL on a custom host is reached there, whatever the endpoint. */
  readonly sparesOwnHosts?: boolean;
  readonly region: string;
  /**
   * Maximum number of open sockets; keep it above the concurrency, or requests queue in the client.
   */
  readonly connections: number;
  /** PEM file of certificate authorities that are trusted beside Node's own. */
  readonly ca?: string;
  /** Set when the endpoint is the emulator; otherwise the SDK's credential chain is used. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Called by an AWS SDK client with how its requests are made; set where a target is created. */
  readonly onSdkFastPath?: (fact: SdkFastPath) => void;
}
