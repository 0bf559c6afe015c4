import { describe, expect, it } from 'vitest';
import { plan } from '../../../src/plan/plan.ts';
import { Problem } from '../../../src/problem/problem.ts';
import { renderJunit } from '../../../src/report/formats/junit.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderPlan } from '../../../src/report/formats/plan-text.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { parseResult } from '../../../src/report/result-file/result-file.ts';
import { renderJson } from '../../../src/report/result/json.ts';
import type { RunResult } from '../../../src/report/result/result.ts';
import { planTargets } from '../../../src/report/summary/plan-targets.ts';
import { redactResult } from '../../../src/run/result/write-reports.ts';
import { wholeResult } from './whole-result.ts';

/** What may stand in the place of any value; undefined for nothing at all. */
const OTHERS: readonly unknown[] = [
  undefined,
  null,
  '',
  'text',
  0,
  -1,
  1e-308,
  1e308,
  true,
  [],
  ['text'],
  {},
  { text: 7 },
];

/** One in so many replacements is tried at each path, another one at the next; all with PROOFLOAD_THOROUGH=1. */
const ONE_IN = process.env['PROOFLOAD_THOROUGH'] === '1' ? 1 : 4;

/** The paths of everything below a value. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

function put(value: unknown, [key = '', ...rest]: readonly string[], other: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (rest.length > 0) put(Reflect.get(value, key), rest, other);
  else if (other !== undefined) Reflect.set(value, key, other);
  else if (Array.isArray(value)) value.splice(Number(key), 1);
  else Reflect.deleteProperty(value, key);
}

/** Everything that is made of a result file. */
function reportsOf(read: RunResult): void {
  const result = redactResult(read);
  renderHtml(result);
  renderMarkdown(result);
  renderJunit(result);
  renderText(result, { colour: false, width: 80 });
  renderJson(result);
}

function planOf(read: RunResult): void {
  const result = redactResult(read);
  const { validity, validityReasons: reasons, emulated } = result;
  const demand = { queriesPerDay: 50_000, profile: 'campus' };
  const targets = planTargets(result);
  renderPlan(plan({ targets, demand, emulated, measurement: { validity, reasons } }));
}

const whole = JSON.stringify(wholeResult());

/** What became of it: `reported`, or the Problem's sentence. Throws what is a defect. */
function outcomeOf(text: string): string {
  let read: RunResult;
  try {
    read = parseResult(text);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  reportsOf(read);
  try {
    planOf(read);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  return 'reported';
}

const paths = pathsOf(JSON.parse(whole));

describe('a result with one changed value', () => {
  it('is valid before the change', () => {
    expect(outcomeOf(whole)).toBe('reported');
    expect(paths.length).toBeGreaterThan(350);
  });

  it.each([...new Set(paths.map(([first = '']) => first))])(
    'is rendered, or rejected with the path of the invalid value: %s',
    (member) => {
      const faults: string[] = [];
      for (const [index, path] of paths.entries()) {
        if (path[0] !== member) continue;
        for (const other of OTHERS.filter((_, kind) => (index + kind) % ONE_IN === 0)) {
          const changed: unknown = JSON.parse(whole);
          put(changed, path, other);
          const where = `${path.join('.')} = ${JSON.stringify(other)}`;
          try {
            const outcome = outcomeOf(JSON.stringify(changed));
            // Of a list that lacks its only one, the list is what is wrong.
            const named = other === undefined ? path.slice(0, -1) : path;
            const isNamed =
              outcome === 'reported' ||
              outcome.includes(`"${named.join('.')}`) ||
              path[0] === 'schema';
            if (!isNamed) faults.push(`${where}: ${outcome}`);
          } catch (error) {
            faults.push(`${where}: ${String(error)}`);
          }
        }
      }
      expect(faults).toEqual([]);
    },
    120_000,
  );
});
