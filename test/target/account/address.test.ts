import { describe, expect, it } from 'vitest';
import type { LeafTarget } from '../../../src/scenario/leaf-targets.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';
import {
  addressUnder,
  isOwn,
  ownAddress,
  clientConfigFor,
} from '../../../src/target/account/address.ts';
import type { ClientConfig } from '../../../src/target/contract/client-config.ts';

function leaf(draft: Readonly<Record<string, unknown>>): LeafTarget {
  const { target } = scenarioSchema.parse({ target: draft, dataset: 'q.csv' });
  if (target === undefined || target.kind === 'route') throw new Error('no leaf');
  return { ...target, name: 'one' };
}

function at(url: string): LeafTarget {
  return leaf({ kind: 'openai', url, model: 'm' });
}

const CONVERSE = leaf({ kind: 'bedrock-converse', model: 'm' });
const EMULATOR: ClientConfig = {
  endpoint: 'http://127.0.0.1:4010',
  region: 'eu-west-1',
  connections: 3,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};
const SPARING: ClientConfig = { ...EMULATOR, sparesOwnHosts: true };

describe('a custom host', () => {
  it.each([
    'http://127.0.0.1:9100/v1',
    'http://localhost:11434/v1',
    'http://[::1]:8000/v1',
    'http://gpu-box:8000/v1',
    'https://llm.corp.internal/v1',
    'https://api.openai.com/v1',
    'https://api.anthropic.com/v1',
    'https://openai-example.com/v1',
    'https://example.org.evil.net/v1',
    // Custom servers on AWS's domains.
    'http://vllm-123.us-east-1.elb.amazonaws.com/v1',
    'http://bedrock-runtime.us-east-1.elb.amazonaws.com/v1',
    'http://ec2-1-2-3-4.compute-1.amazonaws.com:8000/v1',
    'https://bedrock-runtime.us-east-1.amazonaws.com.corp.net/v1',
    'https://d111111abcdef8.cloudfront.net/v1',
  ])('the custom host %s is used itself, with real credentials', (url) => {
    expect(isOwn(at(url))).toBe(true);
    const { region, connections } = SPARING;
    expect(clientConfigFor(at(url), SPARING)).toEqual({ endpoint: 'aws', region, connections });
    expect(addressUnder(at(url), SPARING)).toBe(url);
  });

  it.each([
    'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1',
    'https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/openai/v1',
    'https://bedrock-mantle.us-east-1.api.aws/v1',
    'https://bedrock-agentcore.eu-central-1.amazonaws.com/v1',
    'https://vpce-0a1b-xyz.bedrock-runtime.us-east-1.vpce.amazonaws.com/openai/v1',
    'https://runtime.sagemaker.cn-north-1.amazonaws.com.cn/endpoints/x',
    'https://abc.execute-api.us-east-1.amazonaws.com/prod',
    'https://abc123.lambda-url.us-east-1.on.aws/ask',
    'https://api.example.com/v1',
    'https://vllm.example/v1',
    'http://example.org:8000/v1',
  ])('the emulator replaces the host %s', (url) => {
    expect(isOwn(at(url))).toBe(false);
    expect(clientConfigFor(at(url), SPARING)).toBe(SPARING);
    expect(addressUnder(at(url), SPARING)).toBe('http://127.0.0.1:4010');
  });

  it('a custom host is replaced too if the endpoint spares none', () => {
    expect(clientConfigFor(at('http://127.0.0.1:9100/v1'), EMULATOR)).toBe(EMULATOR);
    expect(addressUnder(at('http://127.0.0.1:9100/v1'), EMULATOR)).toBe('http://127.0.0.1:4010');
  });
});

describe('the own address of a target', () => {
  it.each([
    [CONVERSE, 'https://bedrock-runtime.eu-west-1.amazonaws.com'],
    [
      leaf({ kind: 'sagemaker', endpointName: 'e' }),
      'https://runtime.sagemaker.eu-west-1.amazonaws.com',
    ],
    [
      leaf({ kind: 'bedrock-agent', agentId: 'a', agentAliasId: 'b' }),
      'https://bedrock-agent-runtime.eu-west-1.amazonaws.com',
    ],
    [at('https://user:secret@llm.corp/v1?key=secret'), 'https://llm.corp/v1'],
  ])('the own address is the host and path, without secrets: %#', (spec, address) => {
    expect(ownAddress(spec, 'eu-west-1', {})).toBe(address);
  });

  it('the own address follows the environment of the AWS SDK', () => {
    const all = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
    expect(ownAddress(CONVERSE, 'eu-west-1', all)).toBe('http://127.0.0.1:4566');
    const one = { ...all, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:1' };
    expect(ownAddress(CONVERSE, 'eu-west-1', one)).toBe('http://127.0.0.1:1');
    const ignored = { ...all, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
    expect(ownAddress(CONVERSE, 'eu-west-1', ignored)).toContain('amazonaws.com');
  });
});
