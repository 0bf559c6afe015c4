import { nearest } from '../../problem/nearest.ts';
import { Problem } from '../../problem/problem.ts';
import { ENGINE_PROFILES } from './engine-profiles.ts';
import { bareModelId } from './model-id.ts';
import { POOLED_PROFILES, TYPICAL_MODEL } from './pooled-profiles.ts';
import type { Profile } from './profile.ts';

/** Built-in profiles by name. */
export const PROFILES: ReadonlyMap<string, Profile> = new Map(
  [...POOLED_PROFILES, ...ENGINE_PROFILES].map((profile) => [profile.name, profile]),
);

/** Prefixes of Bedrock model ids and their profiles. */
const FAMILIES: readonly (readonly [prefix: string, profile: string])[] = [
  ['anthropic.claude-3-5-sonnet', 'claude-3-5-sonnet'],
  ['anthropic.claude-3-5-haiku', 'claude-3-5-haiku'],
  ['anthropic.claude-3-sonnet', 'claude-3-sonnet'],
  ['anthropic.claude-3-haiku', 'claude-3-haiku'],
  ['meta.llama3-1-70b', 'llama-3-1-70b'],
  ['meta.llama3-70b', 'llama-3-70b'],
  ['meta.llama2-70b', 'llama-2-70b'],
  ['cohere.command-r-plus', 'command-r-plus'],
  ['amazon.titan-text-express', 'titan-text-express'],
  ['amazon.nova-micro', 'nova-micro'],
  ['amazon.nova-lite', 'nova-lite'],
  ['amazon.nova-2-lite', 'nova-2-lite'],
];

/** Returns a built-in profile. Throws a Problem for an unknown name. */
export function profileNamed(name: string): Profile {
  const profile = PROFILES.get(name);
  if (profile !== undefined) return profile;
  const near = nearest(name, PROFILES.keys());
  throw new Problem(`There is no serving profile "${name}".`, {
    remedy:
      near === undefined
        ? `Use one of: ${[...PROFILES.keys()].join(', ')}.`
        : `Did you mean "${near}"?`,
  });
}

/**
 * Returns the profile of a Bedrock model id, with or without region prefix or ARN. A model of an
 * unknown family gets `typical-model`, whose provenance marks its figures as assumed.
 */
export function profileFor(modelId: string): Profile {
  const bare = bareModelId(modelId);
  const family = FAMILIES.find(([prefix]) => bare.startsWith(prefix));
  return family === undefined ? TYPICAL_MODEL : profileNamed(family[1]);
}
