/**
 * An Auth is how a deployed API knows who asks. It names where a secret is, and never holds one:
 * scenarios are committed, and runs keep them.
 */
export type Auth =
  | HeaderAuth
  | {
      /** AWS Signature Version 4 with the credentials the AWS SDK finds. */
      readonly kind: 'sigv4';
      /** `execute-api` for API Gateway, `lambda` for function URLs, `bedrock` for its own endpoints. */
      readonly service: string;
    };

/** A HeaderAuth is an Auth that is one header, the same for every request. */
export type HeaderAuth =
  | {
      /** A bearer token from an environment variable. */
      readonly kind: 'bearer';
      readonly env: string;
    }
  | {
      /** A bearer token that a shell command prints, as one signs in to Cognito. */
      readonly kind: 'command';
      readonly command: string;
    }
  | {
      /** An API key from an environment variable, in a header of its own. */
      readonly kind: 'api-key';
      readonly env: string;
      readonly header: string;
    };
