import { z } from 'zod';
import { strictObject } from '../schema/fields.ts';
import { auth, headerAuth } from './auth-schema.ts';
import { base, headers, stream } from './base-schema.ts';
import { sdkOptions } from './sdk-options.ts';

/** Settings of a custom JSON API: its request template and the path of the answer. */
const template = {
  body: z
    .unknown()
    .refine((body) => body !== undefined, { error: 'body is missing: the JSON value to send.' })
    .describe(
      'A JSON value to send; every string in it is a Liquid template over the row, `prompt` and `maxTokens`.',
    ),
  answer: z
    .string()
    .min(1)
    .describe(
      'Dotted path to the answer or, in a stream, to its part in each event: choices.0.text.',
    ),
  usage: strictObject({
    input: z
      .string()
      .exactOptional()
      .describe('Dotted path to the number of input tokens. Default: the number is unknown.'),
    output: z
      .string()
      .exactOptional()
      .describe('Dotted path to the number of output tokens. Default: the number is unknown.'),
  })
    .default({})
    .describe(
      'Dotted paths to token counts; a count that is not named is unknown, never estimated.',
    ),
};

const DONE =
  'Dotted path that marks the last event of a stream, by any value except false, 0 or "".';

const done = z.string().min(1);
const optionalDone = done
  .exactOptional()
  .describe(
    `${DONE} Default: the finish reason or token counts of known APIs, else the end of the body.`,
  );

const plain = stream.unwrap().default(false);

const lambda = strictObject({
  kind: z
    .literal('lambda')
    .describe('A Lambda function, invoked without a gateway: Invoke or InvokeWithResponseStream.'),
  ...base,
  ...sdkOptions,
  functionName: z.string().min(1).describe('Name or ARN of the function.'),
  qualifier: z
    .string()
    .exactOptional()
    .describe('Version or alias of the function. Default: $LATEST.'),
  ...template,
  done: optionalDone,
  stream: plain.describe('Whether the function streams its answer as server-sent events.'),
});

const http = strictObject({
  kind: z
    .literal('http')
    .describe('Any HTTP API with JSON responses, or server-sent events of JSON.'),
  ...base,
  url: z.url().describe('URL that each request is sent to.'),
  headers,
  auth,
  ...template,
  done: optionalDone,
  stream: plain.describe('Whether the API streams its answer as server-sent events.'),
});

const websocket = strictObject({
  kind: z
    .literal('websocket')
    .describe('A WebSocket API: one message is the request, JSON messages are the response.'),
  ...base,
  url: z.url({ protocol: /^wss?$/ }).describe('URL of the API, which begins with ws:// or wss://.'),
  headers: headers.describe('HTTP headers of the handshake.'),
  auth: headerAuth,
  ...template,
  done: done.describe(DONE.replace('event of a stream', 'message')),
});

/** Schemas of the targets whose body is a template of the author. */
export const templateTargets = [lambda, http, websocket] as const;
