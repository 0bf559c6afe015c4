import { z } from 'zod';
import { strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import { optionalHeaders } from './base-schema.ts';
import { TRANSPORT_KINDS } from './transport-kind.ts';

const decode = z
  .enum(['wire', 'sdk'])
  .exactOptional()
  .describe(
    'Decoder of the answer: `wire` is proofload’s own; `sdk` adds the AWS SDK’s, as in an application, and measures the time that it adds. Default: wire.',
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
      'Transport of requests: `http1` over pooled HTTP/1.1 connections, `http2` over one shared HTTP/2 session, `http2-each` over one HTTP/2 session per request, the AWS SDK’s default. Default: http1.',
    ),
};

const sdkSchema = strictObject({ decode });

/** How a target with an AWS SDK client decodes its answers. */
export type SdkOptions = ReadonlyOutput<typeof sdkSchema>;
