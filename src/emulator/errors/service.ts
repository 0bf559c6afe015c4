/** An EmulatedService is whose manners an error has. */
export type EmulatedService =
  'bedrock' | 'bedrock-agent' | 'sagemaker' | 'openai' | 'anthropic' | 'gateway' | 'lambda';
