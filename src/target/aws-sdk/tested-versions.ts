import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The package of each client that may take the fast path, by its class. */
const CLIENT_PACKAGES: Readonly<Record<string, string>> = {
  BedrockAgentRuntimeClient: '@aws-sdk/client-bedrock-agent-runtime',
  BedrockRuntimeClient: '@aws-sdk/client-bedrock-runtime',
  LambdaClient: '@aws-sdk/client-lambda',
  SageMakerRuntimeClient: '@aws-sdk/client-sagemaker-runtime',
};

const CORE = '@smithy/core';
const PACKAGE = 'proofload';

/** Versions by package name. */
type Versions = Readonly<Record<string, string | undefined>>;

/**
 * Returns which package has another version than the tested one, as a clause; undefined if the
 * client and the `@smithy/core` that it resolves have the versions that package.json pins.
 *
 * Their own dependencies are not pinned for those who install this package; the comparison of the
 * first prepared request with the SDK's guards against changes there.
 */
export function untestedVersion(
  client: string,
  installed: (name: string) => Versions = installedVersions,
  tested: Versions = pinnedVersions(),
): string | undefined {
  const name = CLIENT_PACKAGES[client];
  if (name === undefined) return `${client} was never tested`;
  const found = installed(name);
  return [name, CORE]
    .filter((each) => found[each] !== tested[each])
    .map((each) => `${each} is ${found[each] ?? 'unknown'}, tested is ${tested[each] ?? 'none'}`)
    .at(0);
}

/** Returns the versions of a client's package and of the core that it resolves. */
function installedVersions(name: string): Versions {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const core = createRequire(manifest).resolve(`${CORE}/package.json`);
    return { [name]: manifestOf(manifest).version, [CORE]: manifestOf(core).version };
  } catch {
    return {};
  }
}

/**
 * Returns the versions that this package pins; none if its own manifest is not found, as in a
 * bundle.
 */
function pinnedVersions(): Versions {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const manifest = new URL('package.json', folder);
    if (existsSync(manifest)) {
      const { name, dependencies = {} } = manifestOf(manifest);
      if (name === PACKAGE) return dependencies;
    }
    if (folder.pathname === new URL('../', folder).pathname) return {};
  }
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Versions;
}

function manifestOf(path: string | URL): Manifest {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- npm holds manifests to this form
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}
