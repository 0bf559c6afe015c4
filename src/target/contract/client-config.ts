import type { SdkFastPath } from '../../sample/sdk-fast-path.ts';

/** A ClientConfig says where a target's services are and how it may reach them. */
export interface ClientConfig {
  /** `aws` for the services' own addresses, or the URL of one origin that stands in for all of them. */
  readonly endpoint: string;
  /** Whether a target whose URL is on a host of one's own is asked there, whatever the endpoint. */
  readonly sparesOwnHosts?: boolean;
  readonly region: string;
  /** The most sockets open at once; above the concurrency, or requests queue inside the client. */
  readonly connections: number;
  /** A PEM file of authorities that are trusted beside Node's own. */
  readonly ca?: string;
  /** Given when the endpoint is the emulator; else the SDK's own credential chain is asked. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Told by an AWS SDK client how its requests are made; set where a target is created. */
  readonly onSdkFastPath?: (fact: SdkFastPath) => void;
}
