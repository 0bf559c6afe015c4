import type { ConstantGrade, JudgeAccount } from '../../judge/account.ts';
import { formatCount, formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { JudgeResult, RunResult, TargetResult } from '../result/result.ts';
import { sanitizeLine } from '../text/sanitize.ts';

/** Returns notes on how the judge scored one target's answers; none if it received none. */
export function judgeNotes({ quality: { account } }: Pick<TargetResult, 'quality'>): string[] {
  if (account === undefined) return [];
  return [
    scoredOf(account),
    ...failures(account),
    ...account.notJudged.map(({ why, count }) => `${answers(count)} not judged: ${why}`),
    ...account.constant.map(onConstant),
  ];
}

/**
 * Returns a note if the judge scored no answer, which is an error in the scenario; undefined
 * otherwise.
 */
export function judgeFailure(judge: JudgeResult | undefined): string | undefined {
  const { account } = judge ?? {};
  if (account === undefined || account.called === 0 || account.ungraded < account.called) {
    return undefined;
  }
  const first = account.errors[0]?.first ?? '';
  return (
    `The judge scored none of the ${answers(account.called)} it received, so quality is ` +
    `unknown. The first failure: ${sentence(first)} ` +
    'Correct the judge in the scenario; proofload doctor checks it with one request.'
  );
}

/** Returns a sentence for the headline if not all answers were scored; undefined otherwise. */
export function judgeShortfall(account: JudgeAccount | undefined): string | undefined {
  if (account === undefined || account.scored === account.asked) return undefined;
  const { asked, scored, failed } = account;
  const failures = failed === 0 ? '' : `, and failed on ${formatCount(failed)}`;
  return `The judge scored ${formatCount(scored)} of ${answers(asked)}${failures}.`;
}

/** Returns notes on parameters that were left out of the judge's requests. */
export function judgeOmissions({ judge }: Pick<RunResult, 'judge'>): string[] {
  return (judge?.omitted ?? []).map(
    (name) => `The judge refuses the parameter ${name}, so it was left out.`,
  );
}

function scoredOf({ asked, scored, empty }: JudgeAccount): string {
  const part = `${formatCount(scored)} of ${answers(asked)} drawn for the judge were scored`;
  if (empty === 0) return `${part}.`;
  return `${part}, ${formatCount(empty)} of them because they were empty, without asking the judge.`;
}

function failures({ called, failed, errors }: JudgeAccount): string[] {
  const [worst] = errors;
  if (worst === undefined) return [];
  const kinds = errors.map(({ kind, count: n }) => `${formatCount(n)} ${kind}`).join(', ');
  return [
    `The judge failed on ${formatCount(failed)} of ${answers(called)} it received: ${kinds}. ` +
      `The first: ${sentence(worst.first)}`,
  ];
}

function onConstant({ criterion, value, count: n }: ConstantGrade): string {
  return (
    `The judge gave all ${answers(n)} it received the same score on ${criterion}, ` +
    `${formatQuantity(value, 'score')}: it may not distinguish good answers from bad. Read some of them, ` +
    'or test it with answers known to be bad.'
  );
}

function sentence(text: string): string {
  const line = sanitizeLine(text, 300);
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

function answers(n: number): string {
  return `${formatCount(n)} ${n === 1 ? 'answer' : 'answers'}`;
}
