import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import { formatDuration } from '../../time/duration.ts';
import {
  formatValue,
  measureName,
  objectiveOf,
  observedOf,
} from '../../verdict/threshold-words.ts';
import { answerNotes } from '../notes/answer-notes.ts';
import { calibrationNotes } from '../notes/calibration-notes.ts';
import { allCostNotes } from '../notes/cost-notes.ts';
import { countNotes } from '../notes/count-notes.ts';
import { judgeOmissions, judgeNotes } from '../notes/judge-notes.ts';
import { leakNotes } from '../notes/leak-notes.ts';
import { rerunCommand } from '../notes/rerun-command.ts';
import { runNotices, reasonsBeside } from '../notes/run-notices.ts';
import { transportNotes } from '../notes/transport-notes.ts';
import { undecided } from '../notes/undecided.ts';
import { billingSentences } from '../result/billable-endpoint.ts';
import { servedBy, servedByShort } from '../result/endpoint-words.ts';
import type { RunResult } from '../result/result.ts';
import { compare } from '../summary/comparison.ts';
import { formatInterval } from '../text/format-metric.ts';
import { formatDollars } from '../text/money.ts';
import { OUTCOME_WORDS } from '../text/outcome-word.ts';
import { runDate } from '../text/run-date.ts';
import { sanitizeLine } from '../text/sanitize.ts';
import { validityLabel, verdictLabel } from '../text/verdict-label.ts';

/** Maximum length, characters: GitHub limits a comment to 65,536; a job summary may have 1 MiB. */
const LIMIT = 65_000;

/**
 * Formats a run as Markdown, for a pull request comment or a job summary (`summary.md`).
 *
 * The first line is a hidden marker, by which a bot finds its earlier comment and replaces it. Text
 * from models and services is escaped: it produces no link, mention or HTML.
 */
export function renderMarkdown(measured: RunResult): string {
  const result = undecided(measured);
  const sections = [
    head(result),
    comparison(result),
    answers(result),
    quality(result),
    objectives(result),
    failures(result),
    costs(result),
    answerers(result),
    rent(result),
    foot(result),
  ];
  const kept: string[] = [];
  let size = 0;
  for (const section of sections.filter((section) => section !== '')) {
    if (size + section.length > LIMIT) {
      kept.push('_The rest did not fit here; report.html holds all of it._\n');
      break;
    }
    kept.push(section);
    size += section.length + 1;
  }
  return kept.join('\n');
}

/**
 * Escapes all characters with a meaning in Markdown or on GitHub. A backslash does not stop
 * mentions, issue numbers and bare URLs; a word joiner does.
 */
export function escapeMarkdown(text: string): string {
  return sanitizeLine(text, 400)
    .replace(/[\\`*_{}[\]#|<>~&$]/g, String.raw`\$&`)
    .replace(/@|#(?=\d)/g, '$&\u2060')
    .replace(/\b(https?):\/\//gi, '$1\u2060://')
    .replace(/\bwww\./gi, 'www\u2060.');
}

function head(result: RunResult): string {
  const verdict = verdictLabel(result.verdict);
  const validity = validityLabel(result.validity);
  const reasons = result.validityReasons.map(escapeMarkdown);
  return [
    `<!-- proofload:${result.name.replace(/\W+/g, '-')} -->`,
    ...runNotices(result).map(({ text }) => `> **${escapeMarkdown(text)}**\n`),
    `### ${verdict.sign} ${escapeMarkdown(result.headline)}\n`,
    ...reasonsBeside(result).map((reason) => `- ${escapeMarkdown(reason)}`),
    '',
    [`${validity.sign} **${validity.word}.**`, ...reasons].join(' '),
    '',
    ...[...calibrationNotes(result), ...transportNotes(result), ...countNotes(result)].map(
      (sentence) => `${escapeMarkdown(sentence)}\n`,
    ),
  ].join('\n');
}

function comparison(result: RunResult): string {
  const { columns, rows } = compare(result);
  const standIn = result.judge?.standIn === true;
  const names = columns.map((name) =>
    name === 'quality' && standIn ? 'quality (stand-in)' : name,
  );
  const faint = rows.some(({ cells }) => cells.some((cell) => cell.faint === true));
  const best = rows.some(({ cells }) => cells.some((cell) => cell.best === true));
  return [
    table(
      ['target', 'verdict', ...names],
      ['', '', ...names.map(() => 'right')],
      rows.map(({ target, verdict, cells }) => {
        const label = verdictLabel(verdict);
        const figures = cells.map(({ text, faint, best, alarm }) => {
          if (alarm === true) return `✕ ${text}`;
          if (faint === true) return `~${text}`;
          return best === true ? `**${text}**` : text;
        });
        return [escapeMarkdown(target), `${label.sign} ${label.word}`, ...figures];
      }),
    ),
    ...(faint ? ['\n~ too few samples for this percentile.'] : []),
    ...(best ? ['\nBold: the lowest cost that meets every objective.'] : []),
    '',
  ].join('\n');
}

/** Formats the notes on incomplete answers, by target. */
function answers({ targets }: RunResult): string {
  return targets
    .flatMap(({ name, answers: kinds }) =>
      answerNotes(kinds).map(
        (noteText) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(noteText)}\n`,
      ),
    )
    .join('');
}

/** Formats the results of judge and leak search. */
function quality(result: RunResult): string {
  const { targets } = result;
  const lines = targets.flatMap((target) => {
    const notes = [...judgeNotes(target), ...leakNotes(target)];
    return notes.map((note) => (targets.length === 1 ? note : `${target.name}: ${note}`));
  });
  return [...lines, ...judgeOmissions(result)]
    .map((line) => `- ${escapeMarkdown(line)}\n`)
    .join('');
}

function objectives({ targets }: RunResult): string {
  const rows = targets.flatMap(({ name, thresholds }) =>
    thresholds.map((threshold) => {
      const label = verdictLabel(threshold.verdict);
      const format = (value: number): string => formatValue(threshold, value);
      return [
        `${label.sign} ${label.word}`,
        escapeMarkdown(name),
        escapeMarkdown(measureName(threshold)),
        objectiveOf(threshold),
        observedOf(threshold),
        threshold.interval === undefined ? '–' : formatInterval(threshold.interval, format),
        formatQuantity(threshold.n, 'count'),
        escapeMarkdown(threshold.why),
      ];
    }),
  );
  if (rows.length === 0) return 'No objectives were set.\n';
  const columns = ['', 'target', 'measure', 'objective', 'observed', '95 % interval', 'n', 'why'];
  const sides = ['', '', '', '', 'right', 'right', 'right', ''];
  return folded('Every objective', table(columns, sides, rows));
}

function failures({ targets }: RunResult): string {
  const rows = targets.flatMap(({ name: target, errors }) =>
    errors.map(({ outcome, name, count, message, remedy }) => [
      escapeMarkdown(target),
      OUTCOME_WORDS[outcome],
      escapeMarkdown(name),
      formatQuantity(count, 'count'),
      escapeMarkdown(message),
      escapeMarkdown(remedy),
    ]),
  );
  if (rows.length === 0) return '';
  const columns = ['target', 'how it ended', 'name', 'count', 'message', 'what to do'];
  return folded('Failures', table(columns, ['', '', '', 'right', '', ''], rows));
}

/** Formats the gaps of the bills and the notes on their prices. */
function costs(result: RunResult): string {
  return allCostNotes(result)
    .map(([name, noteText]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(noteText)}\n`)
    .join('');
}

function answerers({ targets }: RunResult): string {
  return targets
    .flatMap((target) => {
      const who = servedBy(target).map(escapeMarkdown).join('; ');
      return who === '' ? [] : [`- ${escapeMarkdown(target.name)} was asked at: ${who}\n`];
    })
    .join('');
}

function rent({ rented = [] }: RunResult): string {
  return billingSentences(rented)
    .map((sentence) => `- ${escapeMarkdown(sentence)}\n`)
    .join('');
}

function foot(result: RunResult): string {
  const repeat = rerunCommand(result);
  const facts = [
    `run ${result.id}`,
    runDate(result.startedAt),
    formatDuration(result.durationMs),
    servedByShort(result),
    `spent ${formatDollars(result.spent, result.spentAtLeast, result.spentAtMost)}`,
    `proofload ${result.environment.proofload}`,
  ];
  const code = repeat === undefined ? '' : `\n\`${sanitizeLine(repeat).replaceAll('`', '')}\`\n`;
  return `${facts.map(escapeMarkdown).join(' · ')}\n${code}`;
}

function folded(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>\n`;
}

function table(
  columns: readonly string[],
  sides: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = sides.map((side) => (side === 'right' ? '---:' : '---'));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}
