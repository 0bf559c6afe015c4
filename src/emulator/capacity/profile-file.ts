import { readFileSync } from 'node:fs';
import { Problem } from '../../problem/problem.ts';
import { parseProfile } from '../../serving/profiles/profile-schema.ts';
import type { Profile } from '../../serving/profiles/profile.ts';
import { profileNamed } from '../../serving/profiles/profiles.ts';

/**
 * Returns the profile of a name, or of a file for a name that ends in `.json`. Throws a Problem
 * when there is none.
 */
export function profileAt(nameOrFile: string): Profile {
  if (!nameOrFile.endsWith('.json')) return profileNamed(nameOrFile);
  return parseProfile(read(nameOrFile), nameOrFile);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Problem(`The serving profile "${file}" cannot be read.`, {
      remedy: 'Give its path from the scenario file; `proofload fit` writes such files.',
      cause,
    });
  }
}
