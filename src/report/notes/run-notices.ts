import { answeredByEmulator } from '../result/endpoint-words.ts';
import type { RunResult } from '../result/result.ts';
import { judgeFailure } from './judge-notes.ts';

/** A sentence that every report must contain, because it limits what the numbers mean. */
export interface Notice {
  readonly about: 'emulated' | 'stopped' | 'stand-in' | 'judge';
  readonly text: string;
}

const STOPS: Readonly<Record<NonNullable<RunResult['stopped']>, string>> = {
  signal: 'The run was stopped by hand before it was complete.',
  budget: 'The run stopped early, to stay within its spending cap.',
  threshold: 'The run was stopped early by a threshold that could no longer recover.',
  lost: 'The run ended before it was complete: one of its processes was killed or hung.',
};

/** Returns the reasons for the verdict, without those that the validity repeats. */
export function reasonsBeside({ reasons, validityReasons }: RunResult): readonly string[] {
  return reasons.filter((reason) => !validityReasons.includes(reason));
}

/** Returns the notices of a run, most important first. */
export function runNotices({ emulated, stopped, judge, targets }: RunResult): readonly Notice[] {
  const all: Notice[] = [];
  if (emulated) all.push({ about: 'emulated', text: emulatedText(targets) });
  if (stopped !== undefined) all.push({ about: 'stopped', text: STOPS[stopped] });
  const failure = judgeFailure(judge);
  if (failure !== undefined) all.push({ about: 'judge', text: failure });
  if (judge?.standIn === true) {
    all.push({
      about: 'stand-in',
      text: 'Quality comes from a stand-in judge that compares words. It is no language model: its scores show that the measurement works, not that the answers are good.',
    });
  }
  return all;
}

function emulatedText(targets: RunResult['targets']): string {
  const real = targets.filter(
    (target) => target.answerers !== undefined && !answeredByEmulator(target),
  );
  if (real.length === 0) {
    return "Emulated run: these numbers come from proofload's emulator, not from AWS.";
  }
  const names = (some: RunResult['targets']): string => some.map(({ name }) => name).join(', ');
  const emulated = targets.filter((target) => !real.includes(target));
  return (
    `Partly emulated run: the numbers of ${names(emulated)} come from proofload's emulator, not from ` +
    `AWS; those of ${names(real)} come from real services.`
  );
}
