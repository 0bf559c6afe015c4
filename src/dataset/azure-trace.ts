import type { Milliseconds } from '../scenario/duration.ts';
import { Problem } from '../scenario/problem.ts';
import type { Random } from '../scenario/random.ts';
import { countCell, textCell } from './cell.ts';
import type { Row } from './row.ts';

/** An AzureTrace turns rows of the Azure LLM inference traces (Patel et al. 2024, Splitwise) into askable ones. */
export type AzureTrace = (row: Row) => Row;

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00(?::?00)?)?$/;

/** The usual rule of thumb for English. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * Adds `at` (ms from the first row, to the trace's 100 ns), `maxTokens` (GeneratedTokens) and
 * `question`: filler English of about ContextTokens tokens, because the traces hold lengths and no
 * texts. Prompts are slices of one long text from random places, so they share memory but no prefix.
 */
export function createAzureTrace(random: Random): AzureTrace {
  let start: { seconds: number; fraction: number } | undefined;
  let filler = '';
  return (row) => {
    const time = timestamp(row);
    start ??= time;
    const at: Milliseconds =
      (time.seconds - start.seconds) * 1000 + (time.fraction - start.fraction) / 10_000;
    if (at < 0) {
      throw new Problem('The request is older than the first of the trace.', {
        place: row.place,
        remedy: 'Sort the file by TIMESTAMP.',
      });
    }
    const length = required(row, 'ContextTokens') * CHARACTERS_PER_TOKEN;
    while (filler.length < 2 * length) filler += sentence(random);
    const from = Math.floor(random() * (filler.length - length));
    return {
      place: row.place,
      fields: {
        ...row.fields,
        at,
        question: filler.slice(from, from + length),
        maxTokens: required(row, 'GeneratedTokens'),
      },
    };
  };
}

function required(row: Row, column: string): number {
  const count = countCell(row, column, 1);
  if (count === undefined) throw missing(row, column);
  return count;
}

/** Seconds of the Unix epoch, and the fraction in units of 100 ns, which a double of both could not hold. */
function timestamp(row: Row): { seconds: number; fraction: number } {
  const text = textCell(row, 'TIMESTAMP');
  if (text === undefined) throw missing(row, 'TIMESTAMP');
  const [, date, time, digits = ''] = TIMESTAMP.exec(text) ?? [];
  const seconds = Date.parse(`${date}T${time}Z`) / 1000;
  if (Number.isNaN(seconds)) {
    throw new Problem(`The TIMESTAMP "${text}" is not a time.`, {
      place: row.place,
      remedy: 'Write it in UTC like 2023-11-16 18:15:46.6805900.',
    });
  }
  return {
    seconds,
    fraction: Number(digits.padEnd(7, '0')) / 10 ** Math.max(0, digits.length - 7),
  };
}

function missing(row: Row, column: string): Problem {
  return new Problem(`The row has no ${column}.`, {
    place: row.place,
    remedy: 'An Azure trace has the columns TIMESTAMP, ContextTokens and GeneratedTokens.',
  });
}

const WORDS =
  'the a of to in and is for on with as by at from or that this it was are be has had not but they we you all one can more time when which there their out up so if about into than them some only new other would these may then work first two people long after well way even most also back used good part over such where much both under here water through between life might year still own number city while right being great state place point world hand high keep light near'.split(
    ' ',
  );

function sentence(random: Random): string {
  const length = 8 + Math.floor(random() * 10);
  const words = Array.from({ length }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '');
  return `${words.join(' ')}. `;
}
