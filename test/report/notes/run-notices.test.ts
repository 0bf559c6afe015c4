import { describe, expect, it } from 'vitest';
import { runNotices, reasonsBeside } from '../../../src/report/notes/run-notices.ts';
import type { ServingEndpoint } from '../../../src/report/result/endpoint-words.ts';
import type { TargetResult } from '../../../src/report/result/result.ts';
import { sampleResult } from '../sample-result.ts';

const { judge: _judge, ...unjudged } = sampleResult;

function targetNamed(name: string): TargetResult {
  const target = sampleResult.targets.find((each) => each.name === name);
  if (target === undefined) throw new Error(`no target is called ${name}`);
  return target;
}

describe('a notice', () => {
  it('says what a run does not show, most important first', () => {
    const about = runNotices({ ...sampleResult, stopped: 'budget' }).map(({ about }) => about);
    expect(about).toEqual(['emulated', 'stopped', 'stand-in']);
  });

  it.each([
    ['signal', /by hand/],
    ['budget', /spending cap/],
    ['threshold', /could no longer recover/],
  ] as const)('says why a run ended early: %s', (stopped, sentence) => {
    const [notice] = runNotices({ ...unjudged, emulated: false, stopped });
    expect(notice?.text).toMatch(sentence);
  });

  it('is absent for a complete run on AWS with a real judge', () => {
    expect(runNotices({ ...unjudged, emulated: false })).toEqual([]);
  });

  it('distinguishes emulated targets from real services', () => {
    const by = (name: string, by: ServingEndpoint['by']) => ({
      ...targetNamed(name),
      answerers: [{ address: `https://${name}.example`, by }],
    });
    const targets = [by('haiku', 'embedded emulator'), by('llama', 'service')];
    expect(runNotices({ ...unjudged, targets }).map(({ text }) => text)).toEqual([
      "Partly emulated run: the numbers of haiku come from proofload's emulator, not from AWS; those of llama come from real services.",
    ]);
    const all = [by('haiku', 'embedded emulator'), by('llama', 'emulator')];
    expect(runNotices({ ...unjudged, targets: all })[0]?.text).toMatch(/^Emulated run:/);
  });

  it('is not repeated by the reasons of the verdict', () => {
    const late = 'Requests were sent late.';
    const result = { ...sampleResult, reasons: [late, 'It is cheap.'], validityReasons: [late] };
    expect(reasonsBeside(result)).toEqual(['It is cheap.']);
  });
});
