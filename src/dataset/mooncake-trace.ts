import type { Milliseconds } from '../scenario/duration.ts';
import { Problem } from '../scenario/problem.ts';
import { createRandom, type Random } from '../scenario/random.ts';
import { CHARACTERS_PER_TOKEN, createFiller } from './filler.ts';
import type { Row } from './row.ts';
import { createTraceColumns, olderThanFirst } from './trace-columns.ts';

/** A MooncakeTrace turns rows of the Mooncake traces (Qin et al., FAST 2025) into askable ones. */
export type MooncakeTrace = (row: Row) => Row;

const columns = createTraceColumns('A Mooncake trace', [
  'timestamp',
  'input_length',
  'output_length',
  'hash_ids',
]);

const TOKENS_PER_BLOCK = 512;
const BLOCK = TOKENS_PER_BLOCK * CHARACTERS_PER_TOKEN;

/** What blocks are slices of, so that a hundred thousand of them share its memory. */
const POOL_TOKENS = 128 * TOKENS_PER_BLOCK;

/**
 * Adds `at` (`timestamp` is in milliseconds; the traces round it to 3 s), `maxTokens`
 * (`output_length`) and `question`: about `input_length` tokens of filler English, put together of
 * one text for each of the `hash_ids`. Equal ids are equal texts and different ids different ones, so
 * that prompts share exactly the prefixes, in blocks of 512 tokens, that the traced prompts shared.
 */
export function createMooncakeTrace(random: Random): MooncakeTrace {
  const pool = createFiller(random)(POOL_TOKENS);
  const seed = Math.floor(random() * 2 ** 32);
  const block = (id: number): string => {
    const label = `${id}: `;
    const length = BLOCK - label.length;
    const from = Math.floor(createRandom(seed, 'order', `block ${id}`)() * (pool.length - length));
    return label + pool.slice(from, from + length);
  };
  let start: Milliseconds | undefined;
  return (row) => {
    const time = columns.number(row, 'timestamp');
    start ??= time;
    if (time < start) throw olderThanFirst(row, 'timestamp');
    return {
      place: row.place,
      fields: {
        ...row.fields,
        at: time - start,
        question: prompt(row, block),
        maxTokens: columns.count(row, 'output_length'),
      },
    };
  };
}

/** Adds block to block, and does not join them: then V8 keeps references to blocks and no copy. */
function prompt(row: Row, block: (id: number) => string): string {
  const tokens = columns.count(row, 'input_length');
  const wanted = tokens * CHARACTERS_PER_TOKEN;
  const blocks = Math.ceil(tokens / TOKENS_PER_BLOCK);
  const ids = hashIds(row);
  if (ids.length !== blocks) {
    throw new Problem(
      `The row has ${ids.length} hash_ids, but input_length ${tokens} fills ${blocks} blocks.`,
      {
        place: row.place,
        remedy: 'Give one id for each 512 tokens, the last of them begun or full.',
      },
    );
  }
  let text = '';
  for (const id of ids) text += block(id).slice(0, wanted - text.length);
  return text;
}

function hashIds({ fields, place }: Row): readonly number[] {
  const ids = fields['hash_ids'];
  if (Array.isArray(ids) && ids.every((id): id is number => Number.isInteger(id))) return ids;
  throw new Problem('The column "hash_ids" is not a list of whole numbers.', { place });
}
