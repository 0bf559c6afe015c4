import type { Notes } from '../query/dataset-notes.ts';
import type { Row } from '../rows/row.ts';

/** Words that pandas, JSON and databases write for a missing value. */
const WORDS = new Set(['nan', 'NaN', 'NAN', 'null', 'NULL', 'None', 'NaT', '<NA>']);

/** Reserved columns that may be empty. The question is not among them: it is sent as written. */
const OPTIONAL = [
  'system',
  'reference',
  'context',
  'tenant',
  'session',
  'turn',
  'at',
  'maxTokens',
  'answerable',
  'tags',
  'canary',
];

/**
 * Clears optional reserved columns that hold a word for a missing value, and notes it: no answer is
 * judged against the reference "nan", and rows with the session "None" form no conversation.
 */
export function withoutMissingWords(row: Row, notes: Notes): Row {
  const found = OPTIONAL.filter((column) => isMissing(row.fields[column]));
  if (found.length === 0) return row;
  const fields: Record<string, unknown> = { ...row.fields };
  for (const column of found) {
    const word = String(fields[column]);
    fields[column] = null;
    notes.add(`missing ${column} ${word}`, row.place.line, (rows) => ({
      level: 'warning',
      message: `The column "${column}" holds "${word}" (${rows}): it was taken for no value.`,
      remedy: 'Leave the cells empty where nothing is meant, or write the word in a sentence.',
    }));
  }
  return { place: row.place, fields };
}

function isMissing(value: unknown): boolean {
  return (typeof value === 'string' && WORDS.has(value.trim())) || Number.isNaN(value);
}
