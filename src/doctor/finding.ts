import { Problem } from '../problem/problem.ts';
import { createAnsiStyle } from '../report/text/ansi-style.ts';
import { sanitizeLine } from '../report/text/sanitize.ts';
import type { VerdictLabel } from '../report/text/verdict-label.ts';
import { wrapText } from '../report/text/wrap-text.ts';

/** Result of one check before a run. */
export type CheckResult = {
  /** Subject of the check: `dataset`, `target claude`. */
  readonly subject: string;
  /** Result, as a sentence. */
  readonly message: string;
} & (
  | { readonly level: 'ok'; readonly remedy?: never }
  | {
      /** `problem`: the run would fail or be invalid. `warning`: its report may be misread. */
      readonly level: 'warning' | 'problem';
      /** What the user can do, as a sentence. */
      readonly remedy: string;
    }
);

/** Converts a Problem to the result of a failed check. Throws any other error again. */
export function failedCheck(subject: string, error: unknown): CheckResult {
  if (!(error instanceof Problem)) throw error;
  const { message: whole, remedy = 'Correct it in the scenario.' } = error;
  const message = error.remedy === undefined ? whole : whole.slice(0, -remedy.length).trimEnd();
  return { subject, level: 'problem', message, remedy };
}

const MARKS: Readonly<Record<CheckResult['level'], Pick<VerdictLabel, 'sign' | 'tone'>>> = {
  ok: { sign: '✓', tone: 'good' },
  warning: { sign: '!', tone: 'unsure' },
  problem: { sign: '✕', tone: 'bad' },
};

/** Formats results for a terminal, each remedy below its result. */
export function renderCheckResults(
  findings: readonly CheckResult[],
  { colour, width }: { readonly colour: boolean; readonly width: number },
): string {
  const ansi = createAnsiStyle(colour);
  const column = Math.max(...findings.map(({ subject }) => subject.length));
  const margin = ' '.repeat(column + 5);
  const room = Math.max(30, width - margin.length);
  const lines = findings.flatMap(({ subject, level, message, remedy }) => {
    const { sign, tone } = MARKS[level];
    const [first = '', ...rest] = wrapText(sanitizeLine(message), room);
    return [
      ` ${ansi.tone(tone, sign)} ${ansi.strong(sanitizeLine(subject).padEnd(column))}  ${first}`,
      ...rest.map((line) => margin + line),
      ...wrapText(remedy === undefined ? '' : `→ ${sanitizeLine(remedy)}`, room).map(
        (line) => margin + ansi.faint(line),
      ),
    ];
  });
  return `${[...lines, '', ` ${summary(findings)}`].join('\n')}\n`;
}

function summary(findings: readonly CheckResult[]): string {
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  if (problems > 0) return `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}.`;
  return warnings === 0 ? 'No problems.' : `No problem, ${counted(warnings, 'warning')}.`;
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
