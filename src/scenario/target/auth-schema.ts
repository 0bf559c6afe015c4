import { z } from 'zod';
import { strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

const variable = z.string().regex(/^[A-Za-z_]\w*$/, {
  error: 'env is the name of an environment variable, never the secret itself.',
});

const headerAuths = [
  strictObject({
    kind: z.literal('bearer').describe('A bearer token from an environment variable.'),
    env: variable.describe('Name of the environment variable that holds the token.'),
  }),
  strictObject({
    kind: z
      .literal('command')
      .describe('A bearer token that a shell command prints, as for Cognito.'),
    command: z.string().min(1).describe('Shell command that prints the token.'),
  }),
  strictObject({
    kind: z.literal('api-key').describe('An API key from an environment variable, in a header.'),
    env: variable.describe('Name of the environment variable that holds the key.'),
    header: z.string().default('x-api-key').describe('Name of the header that carries the key.'),
  }),
] as const;

const sigv4 = strictObject({
  kind: z
    .literal('sigv4')
    .describe('AWS Signature Version 4 with the credentials that the AWS SDK finds.'),
  service: z
    .string()
    .min(1)
    .describe(
      'Service name in the signature: `execute-api` for API Gateway, `lambda` for function URLs, `bedrock` for Bedrock’s own endpoints.',
    ),
});

const headerAuthSchema = z.discriminatedUnion('kind', headerAuths);
const authSchema = z.discriminatedUnion('kind', [...headerAuths, sigv4]);

const AUTH =
  'Authentication to the API. It names the source of a secret and never contains one. Default: no authentication.';

export const headerAuth = headerAuthSchema.exactOptional().describe(AUTH);
export const auth = authSchema.exactOptional().describe(AUTH);

/**
 * Authentication to a deployed API. It names the source of a secret and never contains one, because
 * scenarios are committed and stored with runs.
 */
export type Auth = ReadonlyOutput<typeof authSchema>;
