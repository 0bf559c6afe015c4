import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { untestedVersion } from '../../../src/target/aws-sdk/tested-versions.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const CLIENT = '@aws-sdk/client-bedrock-runtime';
const tested = { [CLIENT]: '3.1.0', '@smithy/core': '3.2.0' };

describe('the tested versions of the AWS SDK', () => {
  it.each([
    'BedrockAgentRuntimeClient',
    'BedrockRuntimeClient',
    'LambdaClient',
    'SageMakerRuntimeClient',
  ])('the tested version is installed here for %s', (client) => {
    expect(untestedVersion(client)).toBeUndefined();
  });

  it('the AWS SDK’s versions are pinned exactly in package.json', () => {
    const manifest = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    const loose = all.filter(
      ([name, version]) => /^@(aws-sdk|smithy)\//.test(name) && !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('another version of the client is untested', () => {
    const installed = () => ({ ...tested, [CLIENT]: '3.1.1' });
    expect(untestedVersion('BedrockRuntimeClient', installed, tested)).toBe(
      '@aws-sdk/client-bedrock-runtime is 3.1.1, tested is 3.1.0',
    );
  });

  it('another version of the client’s core is untested', () => {
    const installed = () => ({ ...tested, '@smithy/core': '4.0.0' });
    expect(untestedVersion('BedrockRuntimeClient', installed, tested)).toBe(
      '@smithy/core is 4.0.0, tested is 3.2.0',
    );
  });

  it('an unreadable installed version is untested', () => {
    expect(untestedVersion('BedrockRuntimeClient', () => ({}), tested)).toBe(
      '@aws-sdk/client-bedrock-runtime is unknown, tested is 3.1.0',
    );
  });
});
