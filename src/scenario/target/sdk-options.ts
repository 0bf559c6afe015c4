import type { TransportKind } from './transport-kind.ts';

/** SdkOptions are how the answers of a target on an AWS SDK client are read. */
export interface SdkOptions {
  /**
   * `wire`, the default: by our own decoder, off the SDK's path. `sdk`: by the SDK's decoder beside
   * it, as an application reads them, so that what it adds to the socket's times is measured.
   */
  readonly decode?: Decode;
}

export const DECODERS = ['wire', 'sdk'] as const;

type Decode = (typeof DECODERS)[number];

/** BedrockClientOptions are those of a client whose service speaks HTTP/2 beside HTTP/1.1. */
export interface BedrockClientOptions extends SdkOptions {
  /** `http1`, the default. */
  readonly transport?: TransportKind;
}
