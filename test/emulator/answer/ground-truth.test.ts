import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { InjectedError } from '../../../src/emulator/answer/ground-truth.ts';
import { gradeAnswer } from '../../../src/emulator/answer/judge-model.ts';
import { asSection } from '../../../src/emulator/prompt/tagged-sections.ts';
import type { ServedRequest } from '../../../src/emulator/request/served-request.ts';
import { CRITERIA } from '../../../src/scenario/judge/criteria.ts';
import { cohenKappa } from '../../../src/statistics/agreement.ts';
import { textAt } from '../../../src/target/json/field-path.ts';
import { useEmulator } from '../running-emulator.ts';

const MODEL = 'amazon.titan-text-express-v1';
const running = useEmulator([MODEL]);

interface Row {
  readonly question: string;
  readonly reference: string;
  readonly context: readonly string[];
}

const ROWS = readFileSync(
  new URL('../../../datasets/customer-support.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line): Row => JSON.parse(line));

/** Returns the answer to each row with its ground truth from the log. */
async function answers(): Promise<{ row: Row; text: string; served: ServedRequest }[]> {
  const given = new Map<string, { row: Row; text: string }>();
  const ask = async (row: Row): Promise<void> => {
    const passages = row.context.map((text) => asSection('passage', text)).join('\n');
    const text = `${passages}\n${asSection('question', row.question)}`;
    const response = await running.post(`/model/${MODEL}/converse`, {
      messages: [{ role: 'user', content: [{ text }] }],
    });
    const answer = textAt('output.message.content.0.text')(await response.json()) ?? '';
    given.set(response.headers.get('x-amzn-requestid') ?? '', { row, text: answer });
  };
  await Promise.all(ROWS.map(ask));
  const log = await (await fetch(`${running.emulator.url}/_proofload/log`)).text();
  return log
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const served: ServedRequest = JSON.parse(line);
      const answer = given.get(served.id);
      return answer === undefined ? [] : [{ ...answer, served }];
    });
}

/** Returns the emulated judge's grade of an answer's correctness: 0, 1 or 2. */
function judge({ question, reference }: Row, answer: string): number {
  const level = { minimum: 0, maximum: 2 };
  const properties = { reason: {}, level };
  const correctness = { description: CRITERIA['correctness']?.question, properties };
  const text = [
    asSection('question', question),
    asSection('answer', answer),
    asSection('reference', reference),
  ].join('\n');
  const grades = gradeAnswer({ properties: { correctness } }, [{ role: 'user', text }]);
  return grades?.['correctness']?.level ?? -1;
}

/** Injected errors that make an answer differ from the reference. */
const SPOILING: readonly InjectedError[] = ['miss', 'refuse', 'bluff'];

describe('the ground truth in the log', () => {
  it('the log has the ground truth of every answer, and the emulated judge agrees with it', async () => {
    const judged = (await answers()).map(({ row, text, served }) => ({
      injectedErrors: served.groundTruth?.injectedErrors,
      level: judge(row, text),
    }));
    expect(judged).toHaveLength(ROWS.length);
    expect(judged.every(({ injectedErrors }) => injectedErrors !== undefined)).toBe(true);

    const spoiled = judged.map(({ injectedErrors = [], level }): [number, number] => [
      Number(SPOILING.some((slip) => injectedErrors.includes(slip))),
      Number(level === 0),
    ]);
    // 0.90 when this was written; above 0.8 counts as near perfect (Landis and Koch 1977).
    expect(cohenKappa(spoiled)).toBeGreaterThan(0.8);
  });
});
