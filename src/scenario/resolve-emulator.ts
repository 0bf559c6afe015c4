import { dirname, resolve as resolvePath } from 'node:path';
import type { EmulatorSettings, KnowledgeBaseSettings } from './emulator/emulator-schema.ts';
import { leafTargets } from './leaf-targets.ts';
import type { ParsedScenario } from './scenario-schema.ts';
import type { TargetSpec } from './target/target-spec.ts';

/** Makes the emulator's paths absolute, and adds the settings that it takes from the targets. */
export function resolveEmulator(
  { emulator: draft, burndown }: Pick<ParsedScenario, 'emulator' | 'burndown'>,
  targets: Readonly<Record<string, TargetSpec>>,
  file: string,
): EmulatorSettings {
  return {
    ...draft,
    profiles: resolveProfiles(draft.profiles, file),
    knowledgeBases: resolveKnowledgeBases(draft.knowledgeBases, file),
    buckets: resolveBuckets(draft.buckets, file),
    asyncPlaces: asyncPlaces(targets),
    burndown,
  };
}

/** Makes paths of profile files absolute; other profiles are names. */
function resolveProfiles(
  profiles: Readonly<Record<string, string>>,
  file: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(profiles).map(([subject, profile]) => [
      subject,
      profile.endsWith('.json') ? resolvePath(dirname(file), profile) : profile,
    ]),
  );
}

function resolveKnowledgeBases(
  bases: Readonly<Record<string, KnowledgeBaseSettings>>,
  file: string,
): Record<string, KnowledgeBaseSettings> {
  const absolute = (path: string): string => resolvePath(dirname(file), path);
  return Object.fromEntries(
    Object.entries(bases).map(([id, { folder, dataset }]) => [
      id,
      {
        ...(folder === undefined ? {} : { folder: absolute(folder) }),
        ...(dataset === undefined ? {} : { dataset: absolute(dataset) }),
      },
    ]),
  );
}

/** Makes the folders of emulated S3 buckets absolute. */
function resolveBuckets(
  buckets: Readonly<Record<string, string>>,
  file: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(buckets).map(([bucket, folder]) => [bucket, resolvePath(dirname(file), folder)]),
  );
}

/**
 * Returns the output locations that the targets give. On AWS they are in the endpoint's
 * configuration.
 */
function asyncPlaces(
  targets: Readonly<Record<string, TargetSpec>>,
): NonNullable<EmulatorSettings['asyncPlaces']> {
  return Object.fromEntries(
    [...leafTargets({ targets }).values()].flatMap((target) => {
      if (target.kind !== 'sagemaker' || target.async === undefined) return [];
      const { output, failure } = target.async;
      const places = {
        ...(output === undefined ? {} : { output }),
        ...(failure === undefined ? {} : { failure }),
      };
      return [[target.endpointName, places]];
    }),
  );
}
