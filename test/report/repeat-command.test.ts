import { describe, expect, it } from 'vitest';
import { repeatCommand } from '../../src/report/repeat-command.ts';
import { sampleResult } from './sample-result.ts';

describe('the repeat command', () => {
  it.each([
    ['scenarios/a.ts', 'proofload run scenarios/a.ts --seed 42'],
    ['my scenario.yaml', "proofload run 'my scenario.yaml' --seed 42"],
    ["it's; rm -rf", String.raw`proofload run 'it'\''s; rm -rf' --seed 42`],
  ])('quotes %s for a shell', (file, command) => {
    expect(repeatCommand({ ...sampleResult, scenario: { file } })).toBe(command);
  });

  it('is absent for a scenario without a file', () => {
    expect(repeatCommand({ ...sampleResult, scenario: {} })).toBeUndefined();
  });
});
