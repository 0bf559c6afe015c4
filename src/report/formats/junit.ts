import type { ThresholdResult } from '../../verdict/threshold-result.ts';
import { answerNotes } from '../notes/answer-notes.ts';
import { judgeFailure, judgeNotes } from '../notes/judge-notes.ts';
import { leakNotes } from '../notes/leak-notes.ts';
import { undecided } from '../notes/undecided.ts';
import { servedBy, answeredByEmulator } from '../result/endpoint-words.ts';
import type { RunResult, TargetResult } from '../result/result.ts';
import { sanitize } from '../text/sanitize.ts';

/**
 * Formats a run as JUnit XML for CI: one test suite per target, one test case per threshold.
 *
 * Every verdict but a pass is a failure, with the verdict as its type: `fail`, `inconclusive` or
 * `no-data`. An invalid measurement, a target without answers and a judge that scored nothing are
 * further failing cases.
 */
export function renderJunit(measured: RunResult): string {
  const result = undecided(measured);
  const suites = [
    ...result.targets.map((target) => targetSuite(result, target)),
    ...validity(result),
    ...judging(result),
  ];
  const count = (suites: readonly Suite[]): string => {
    const cases = suites.flatMap((suite) => suite.cases);
    return `tests="${cases.length}" failures="${cases.filter(({ failure }) => failure).length}" errors="0"`;
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(result.name)}" ${count(suites)} time="${seconds(result)}">`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${escapeXml(suite.name)}" ${count([suite])} skipped="0" timestamp="${escapeXml(result.startedAt)}" time="${seconds(result)}">`,
      ...(suite.properties.length === 0
        ? []
        : [
            '    <properties>',
            ...suite.properties.map(
              ([name, value]) =>
                `      <property name="${escapeXml(name)}" value="${escapeXml(value)}"/>`,
            ),
            '    </properties>',
          ]),
      ...suite.cases.flatMap((each) => caseLines(suite.name, each)),
      ...suite.notes.map((note) => `    <system-out>${escapeXml(note)}</system-out>`),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Suite {
  readonly name: string;
  readonly properties: readonly (readonly [string, string])[];
  readonly cases: readonly Case[];
  /** Notes on answers; at most one text, as the format requires. */
  readonly notes: readonly string[];
}

interface Case {
  readonly name: string;
  readonly failure?: { readonly type: string; readonly message: string };
}

function targetSuite(result: RunResult, target: TargetResult): Suite {
  return {
    name: target.name,
    properties: [
      ['run', result.id],
      ['kind', target.kind],
      ['model', target.model],
      ['endpoint', servedBy(target).join(', ') || result.endpoint],
      [
        'emulated',
        String(target.answerers === undefined ? result.emulated : answeredByEmulator(target)),
      ],
      ['validity', result.validity],
      ...(result.judge === undefined
        ? []
        : [['judge.standIn', String(result.judge.standIn)] as const]),
      ...gradingOf(target),
    ],
    cases: [...target.thresholds.map(thresholdCase), ...unanswered(target)],
    notes: notesOn(target),
  };
}

/** Returns a failing case for a target without answers, even if no threshold covers it. */
function unanswered({ outcomes }: TargetResult): readonly Case[] {
  const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  if (requests === 0 || (outcomes.ok ?? 0) > 0) return [];
  const message = `None of its ${requests} requests was answered.`;
  return [{ name: 'requests were answered', failure: { type: 'no-data', message } }];
}

function notesOn({ answers }: TargetResult): readonly string[] {
  const noteTexts = answerNotes(answers);
  return noteTexts.length === 0 ? [] : [noteTexts.join('\n')];
}

/** Returns the results of judge and leak search as properties, since they are no threshold. */
function gradingOf(target: TargetResult): Suite['properties'] {
  const notes = judgeNotes(target).map((note) => ['judge', note] as const);
  return [...notes, ...leakNotes(target).map((note) => ['tenant_leaks', note] as const)];
}

function thresholdCase({ origin, metric, expression, verdict, why }: ThresholdResult): Case {
  const name = [origin, metric, expression].filter((part) => part !== undefined).join(': ');
  return verdict === 'pass' ? { name } : { name, failure: { type: verdict, message: why } };
}

function validity({ validity, validityReasons }: RunResult): readonly Suite[] {
  if (validity !== 'invalid') return [];
  const failure = { type: 'invalid', message: validityReasons.join(' ') };
  return [
    {
      name: 'measurement',
      properties: [],
      cases: [{ name: 'the measurement is valid', failure }],
      notes: [],
    },
  ];
}

function judging({ judge }: RunResult): readonly Suite[] {
  const message = judgeFailure(judge);
  if (message === undefined) return [];
  const failure = { type: 'judge-failed', message };
  return [
    {
      name: 'judge',
      properties: [],
      cases: [{ name: 'the judge graded answers', failure }],
      notes: [],
    },
  ];
}

function caseLines(suite: string, { name, failure }: Case): readonly string[] {
  const open = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}" time="0"`;
  if (failure === undefined) return [`${open}/>`];
  const message = escapeXml(failure.message);
  return [
    `${open}>`,
    `      <failure type="${failure.type}" message="${message}">${message}</failure>`,
    '    </testcase>',
  ];
}

function seconds({ durationMs }: RunResult): string {
  return (durationMs / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/**
 * Escapes XML text and attributes. XML 1.0 does not allow other control characters, U+FFFE or
 * U+FFFF.
 */
function escapeXml(text: string): string {
  return sanitize(text)
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"'\n\t]/g, (character) => ENTITIES[character] ?? '');
}
