/** A Wiring says where a target's services are and how it may reach them. */
export interface Wiring {
  /** `aws` for the services' own addresses, or the URL of one origin that stands in for all of them. */
  readonly endpoint: string;
  readonly region: string;
  /** The most sockets open at once; above the concurrency, or requests queue inside the client. */
  readonly connections: number;
  /** Given when the endpoint is the emulator; else the SDK's own credential chain is asked. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
