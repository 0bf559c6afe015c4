import { describe, expect, it } from 'vitest';
import { type AwsUrl, readAwsUrl } from '../../src/iam/aws-url.ts';

describe('the URL of an AWS service', () => {
  it.each<[string, AwsUrl | undefined]>([
    [
      'https://a1b2.execute-api.eu-west-1.amazonaws.com/prod/x',
      { service: 'execute-api', id: 'a1b2', region: 'eu-west-1' },
    ],
    [
      'https://a1b2-vpce-0f.execute-api.eu-west-1.amazonaws.com/prod',
      { service: 'execute-api', id: 'a1b2', region: 'eu-west-1' },
    ],
    [
      'https://abc.lambda-url.us-east-1.on.aws/',
      { service: 'lambda', id: 'abc', region: 'us-east-1' },
    ],
    [
      'https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1',
      { service: 'bedrock-runtime', id: '', region: 'us-west-2' },
    ],
    [
      'https://bedrock-mantle.us-west-2.api.aws/v1',
      { service: 'bedrock-mantle', id: '', region: 'us-west-2' },
    ],
    ['https://api.example.com/v1', undefined],
    ['https://abc.execute-api.eu-west-1.amazonaws.com.example.com/', undefined],
    ['no URL', undefined],
  ])('is parsed: %s', (url, service) => {
    expect(readAwsUrl(url)).toEqual(service);
  });
});
