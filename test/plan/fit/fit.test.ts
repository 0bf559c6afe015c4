import { describe, expect, it } from 'vitest';
import { fit } from '../../../src/plan/fit/fit.ts';
import { parseProfile } from '../../../src/serving/profiles/profile-schema.ts';
import { profileNamed } from '../../../src/serving/profiles/profiles.ts';
import { measured } from './measured.ts';

const options = { name: 'twin', source: 'A run that never was.', seed: 1 } as const;

describe('fit', () => {
  it('a fit of a pooled service finds its parameters, with the tail', () => {
    const known = profileNamed('claude-3-5-sonnet');
    const { profile, meanError } = fit(measured(known, 3000, 2), { ...options, mode: 'pooled' });
    if (known.mode !== 'pooled' || profile.mode !== 'pooled') throw new Error('not pooled');
    expect(meanError).toBeLessThan(0.1);
    for (const knob of ['ttft', 'ttftSigma', 'tokensPerSecond', 'speedSigma'] as const) {
      expect(Math.abs(profile[knob] / known[knob] - 1), knob).toBeLessThan(0.1);
    }
    expect(profile.perInputToken).toBeGreaterThan(0);
  });

  it('a fit of an engine under rising load predicts it within a tenth', () => {
    const known = profileNamed('llama-70b-h100x2');
    const { profile, errors, meanError } = fit(measured(known, 400, 3), {
      ...options,
      mode: 'engine',
    });
    if (known.mode !== 'engine' || profile.mode !== 'engine') throw new Error('not an engine');
    expect(profile.stepBase / known.stepBase).toBeCloseTo(1, 1);
    expect(profile.perPrefillToken / known.perPrefillToken).toBeCloseTo(1, 1);
    expect(errors).toHaveLength(4);
    expect(meanError).toBeLessThan(0.1);
    expect(profile.provenance.assumed).toContain('maxSequences');
  });

  it('a fit is a profile that a file can store', () => {
    const { profile } = fit(measured(profileNamed('nova-micro'), 100, 2), {
      ...options,
      mode: 'pooled',
    });
    expect(parseProfile(JSON.stringify(profile), 'twin.json')).toEqual(profile);
  });

  it('a fit of too few answers is refused, with a remedy', () => {
    const few = measured(profileNamed('nova-micro'), 12, 2);
    expect(() => fit(few, { ...options, mode: 'pooled' })).toThrow(
      /Only 12 answers .* stream: true/,
    );
  });
});
