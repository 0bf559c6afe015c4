import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { Environment } from '../../report/result/result.ts';

const require = createRequire(import.meta.url);

/** Returns the versions and the machine of this process, to compare two runs. */
export function readEnvironment(seed: number, workers: number): Environment {
  return {
    proofload: versionOf('../../../package.json'),
    node: process.versions.node,
    sdk: {
      'client-bedrock-runtime': packageVersion('@aws-sdk/client-bedrock-runtime'),
      'client-sagemaker-runtime': packageVersion('@aws-sdk/client-sagemaker-runtime'),
    },
    platform: `${process.platform} ${process.arch}`,
    cpus: availableParallelism(),
    ...(workers === 1 ? {} : { workers }),
    seed,
  };
}

function packageVersion(name: string): string {
  return versionOf(`${name}/package.json`);
}

function versionOf(path: string): string {
  // oxlint-disable-next-line no-unsafe-type-assertion -- npm refuses a manifest without a version
  const { version } = JSON.parse(readFileSync(require.resolve(path), 'utf8')) as {
    version: string;
  };
  return version;
}
