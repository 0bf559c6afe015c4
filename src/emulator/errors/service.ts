/** A service whose protocol and errors the emulator imitates. */
export type EmulatedService =
  'bedrock' | 'bedrock-agent' | 'sagemaker' | 'openai' | 'anthropic' | 'gateway' | 'lambda';
