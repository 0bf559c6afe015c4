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

/** Settings of all targets that use an AWS SDK client. */
export const sdkOptions = { decode, headers: optionalHeaders };

/** Settings of targets whose client supports HTTP/2 and HTTP/1.1. */
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

/** How a target with an AWS SDK client decodes its answers. */
export type SdkOptions = ReadonlyOutput<typeof sdkSchema>;
