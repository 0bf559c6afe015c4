const PROFILE = /^(?:us-gov|us|eu|apac|jp|au|ca|in|global)\./;
const MAKER = /^[a-z][a-z0-9]*\.(?=[a-z])/;

/**
 * Returns a model's name without ARN, gateway route, profile geography and provider:
 * `us.anthropic.claude-opus-5-20260901-v1:0` becomes `claude-opus-5-20260901-v1:0`.
 */
export function bareName(model: string): string {
  const id = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  return id.replace(PROFILE, '').replace(MAKER, '');
}
