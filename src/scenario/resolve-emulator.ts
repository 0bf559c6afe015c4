import { dirname, resolve as resolvePath } from 'node:path';
import type { EmulatorSettings, KnowledgeBaseSettings } from './emulator/emulator-schema.ts';
import { leafTargets } from './leaf-targets.ts';
import type { ParsedScenario } from './scenario-schema.ts';
import type { TargetSpec } from './target/target-spec.ts';

/** Makes an emulator's paths absolute, and tells it what the targets know of their endpoints. */
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

/** A profile that is a file is found from the scenario's; the others have names. */
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

/** Of S3's buckets, the folders that fill them. */
function resolveBuckets(
  buckets: Readonly<Record<string, string>>,
  file: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(buckets).map(([bucket, folder]) => [bucket, resolvePath(dirname(file), folder)]),
  );
}

/** On AWS the endpoint's own configuration says so; an emulated one has only the targets to go by. */
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
