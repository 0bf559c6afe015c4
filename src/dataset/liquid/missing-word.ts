import type { Notes } from '../query/dataset-notes.ts';
import type { Row } from '../rows/row.ts';

/** Words that pandas, JSON and databases write for a value that is not there. */
const WORDS = new Set(['nan', 'NaN', 'NAN', 'null', 'NULL', 'None', 'NaT', '<NA>']);

/** Columns that may be left out; a question is asked as it was written. */
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
 * Empties the columns with a meaning of their own in which a word stands for no value, and says so: an answer
 * is not held against the reference "nan", and rows of the session "None" are no conversation.
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
