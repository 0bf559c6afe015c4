/** A Service is whose manners an error has. */
export type Service =
  'bedrock' | 'bedrock-agent' | 'sagemaker' | 'openai' | 'anthropic' | 'gateway' | 'lambda';
