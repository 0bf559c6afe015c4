import { Problem } from '../../problem/problem.ts';

/**
 * Returns the Problem for an error that the AWS SDK had before it sent a request: no credentials,
 * no region, no such endpoint.
 */
export function sdkProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  const credentials = error instanceof Error && /Credentials|Token/.test(error.name);
  return new Problem(`The AWS SDK could not prepare a request: ${message}`, {
    remedy: credentials
      ? 'Sign in (aws sso login), set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'
      : 'Check the region, the endpoint and the names in the target.',
    cause: error,
  });
}
