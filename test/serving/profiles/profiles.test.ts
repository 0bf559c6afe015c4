import { describe, expect, it } from 'vitest';
import { PROFILES, profileFor, profileNamed } from '../../../src/serving/profiles/profiles.ts';

describe('built-in profiles', () => {
  it.each([...PROFILES.values()].map((profile) => [profile.name, profile] as const))(
    'the built-in profile %s has a kebab-case name, a source, and no parameter out of range',
    (name, profile) => {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(profile.provenance.source).toMatch(/\.$/);
      for (const [knob, value] of Object.entries(profile)) {
        if (typeof value === 'number') expect(value, knob).toBeGreaterThanOrEqual(0);
      }
      for (const knob of profile.provenance.assumed ?? []) expect(profile).toHaveProperty(knob);
    },
  );

  it('the built-in profiles say which of them are placeholders', () => {
    expect(profileNamed('claude-3-haiku').provenance.status).toBe('assumed');
    expect(profileNamed('llama-8b-l4x4').provenance.status).toBe('assumed');
    expect(profileNamed('llama-70b-h100x2').provenance.status).toBe('measured');
  });
});

describe('profileNamed', () => {
  it('profileNamed suggests the nearest profile for an unknown name', () => {
    expect(() => profileNamed('claude-3-haikku')).toThrow(
      'There is no serving profile "claude-3-haikku". Did you mean "claude-3-haiku"?',
    );
  });

  it('profileNamed lists all profiles when none is near', () => {
    expect(() => profileNamed('xyzzy')).toThrow(/Use one of: claude-3-5-sonnet, .*shared-192\./);
  });
});

describe('profileFor', () => {
  it.each([
    ['anthropic.claude-3-haiku-20240307-v1:0', 'claude-3-haiku'],
    ['us.anthropic.claude-3-5-sonnet-20241022-v2:0', 'claude-3-5-sonnet'],
    ['anthropic.claude-3-5-haiku-20241022-v1:0', 'claude-3-5-haiku'],
    ['eu.amazon.nova-lite-v1:0', 'nova-lite'],
    ['global.amazon.nova-2-lite-v1:0', 'nova-2-lite'],
    ['meta.llama3-70b-instruct-v1:0', 'llama-3-70b'],
    ['us.meta.llama3-1-70b-instruct-v1:0', 'llama-3-1-70b'],
    ['amazon.titan-text-express-v1', 'titan-text-express'],
    ['cohere.command-r-plus-v1:0', 'command-r-plus'],
    [
      'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0',
      'claude-3-haiku',
    ],
    ['acme.model-of-tomorrow-v1:0', 'typical-model'],
  ])('profileFor of %s is %s', (modelId, name) => {
    expect(profileFor(modelId).name).toBe(name);
  });

  it('profileFor of an unknown model says that its figures are assumed', () => {
    expect(profileFor('acme.model-of-tomorrow-v1:0').provenance.status).toBe('assumed');
  });
});
