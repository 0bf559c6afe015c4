import { z } from 'zod';
import { strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import { optionalHeaders } from './base-schema.ts';
import { TRANSPORT_KINDS } from './transport-kind.ts';

const decode = z
  .enum(['wire', 'sdk'])
  .exactOptional()
  .describe(
    'Who decodes the answer: `wire` is proofload’s own decoder; `sdk` adds the AWS SDK’s decoder, as an application reads it, so that what the SDK adds to the socket’s times is measured. Default: wire.',
  );

/** What a target on an AWS SDK client may say. */
export const sdkOptions = { decode, headers: optionalHeaders };

/** What a target may say whose client speaks HTTP/2 beside HTTP/1.1. */
export const bedrockClientOptions = {
  ...sdkOptions,
  transport: z
    .enum(TRANSPORT_KINDS)
    .exactOptional()
    .describe(
      'How requests travel: `http1` over warm HTTP/1.1 sockets, `http2` over one shared HTTP/2 session, `http2-each` over an HTTP/2 session for each request, the AWS SDK’s own default. Default: http1.',
    ),
};

const sdkSchema = strictObject({ decode });

/** SdkOptions are how the answers of a target on an AWS SDK client are read. */
export type SdkOptions = ReadonlyOutput<typeof sdkSchema>;
