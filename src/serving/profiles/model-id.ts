const REGION = /^(?:us-gov|us|eu|apac|jp|au|ca|global)\./;

/**
 * Returns a Bedrock model id or inference profile without its ARN and region prefix:
 * `us.anthropic.claude-3-haiku-20240307-v1:0` becomes `anthropic.claude-3-haiku-20240307-v1:0`.
 */
export function bareModelId(modelId: string): string {
  const resource = modelId.startsWith('arn:')
    ? modelId.slice(modelId.lastIndexOf('/') + 1)
    : modelId;
  return resource.replace(REGION, '');
}
