import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { profileAt } from '../../../src/emulator/capacity/profile-file.ts';
import { profileNamed } from '../../../src/serving/profiles/profiles.ts';
import { plainEngine } from '../../serving/plain-engine.ts';

function file(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'proofload-profile-')), 'twin.json');
  writeFileSync(path, content);
  return path;
}

describe('a serving profile', () => {
  it('a profile is found by name or read from a file', () => {
    expect(profileAt('nova-micro')).toBe(profileNamed('nova-micro'));
    expect(profileAt(file(JSON.stringify(plainEngine)))).toEqual(plainEngine);
  });

  it.each([
    ['{', /twin\.json: The serving profile is not JSON/],
    ['{}', /twin\.json: The serving profile is not valid/],
    [JSON.stringify({ ...plainEngine, stepBase: -1 }), /stepBase/],
    [JSON.stringify({ ...plainEngine, stepBas: 1 }), /Did you mean "stepBase"/],
  ])('a profile file with the content %s is refused with its path', (content, message) => {
    expect(() => profileAt(file(content))).toThrow(message);
  });

  it('a missing profile file is refused with the command that writes profiles', () => {
    expect(() => profileAt('nowhere.json')).toThrow(/cannot be read.*proofload fit/);
  });
});
