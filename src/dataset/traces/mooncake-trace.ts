import { Problem } from '../../problem/problem.ts';
import { createRandom, type Random } from '../../random/random.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { createTokenText, type TokenText, WORDS } from '../query/filler.ts';
import type { Row } from '../rows/row.ts';
import { createTraceColumns, olderThanFirst } from './trace-columns.ts';

/**
 * Converts a row of the Mooncake traces (Qin et al., FAST 2025) into a row with reserved columns.
 */
type MooncakeTrace = (row: Row) => Row;

const columns = createTraceColumns('A Mooncake trace', [
  'timestamp',
  'input_length',
  'output_length',
  'hash_ids',
]);

const TOKENS_PER_BLOCK = 512;

/**
 * Size of the text that all blocks are slices of, so that a hundred thousand of them share its
 * memory.
 */
const POOL_TOKENS = 128 * TOKENS_PER_BLOCK;

/**
 * Creates the converter. Adds `at` (milliseconds from the first row; the traces round to 3 s),
 * `maxTokens` (`output_length`) and `question`: `input_length` tokens of filler English, one text
 * per id in `hash_ids`. Equal ids give equal texts and different ids different ones, so that
 * prompts share exactly the prefixes, in blocks of 512 tokens, that the traced prompts shared.
 */
export function createMooncakeTrace(random: Random): MooncakeTrace {
  const pool = createTokenText(random);
  pool.grow(POOL_TOKENS);
  const block = createBlocks(pool, Math.floor(random() * 2 ** 32));
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

/** Returns the first `tokens` tokens of a block, each word with its leading space. */
type Block = (id: number, tokens: number) => string;

/**
 * Creates a block generator. A block begins with its id in words, so that any two differ from the
 * start.
 */
function createBlocks(pool: TokenText, seed: number): Block {
  return (id, tokens) => {
    const label = labelOf(id);
    if (tokens <= label.length) return label.slice(0, tokens).join('');
    const random = createRandom(seed, 'order', `block ${id}`);
    const from = Math.floor(random() * (pool.length - TOKENS_PER_BLOCK));
    // Two adjacent full stops would be one token.
    const word = pool.slice(from, 1) === '.' ? from + 1 : from;
    return label.join('') + pool.slice(word, tokens - label.length);
  };
}

/** Encodes an id in words; negative ids map to the odd numbers. */
function labelOf(id: number): readonly string[] {
  const label: string[] = [];
  let rest = id < 0 ? -2 * id - 1 : 2 * id;
  do {
    label.push(` ${WORDS[rest % WORDS.length] ?? ''}`);
    rest = Math.floor(rest / WORDS.length);
  } while (rest > 0);
  return [...label, '.'];
}

/**
 * Builds the prompt of a row. Concatenates with `+=` and not with join, so that V8 keeps references
 * to the blocks and no copy.
 */
function prompt(row: Row, block: Block): string {
  const tokens = columns.count(row, 'input_length');
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
  for (const [n, id] of ids.entries()) {
    const piece = block(id, Math.min(TOKENS_PER_BLOCK, tokens - n * TOKENS_PER_BLOCK));
    text += n === 0 ? piece.trimStart() : piece;
  }
  return text;
}

function hashIds({ fields, place }: Row): readonly number[] {
  const ids = fields['hash_ids'];
  if (Array.isArray(ids) && ids.every((id): id is number => Number.isInteger(id))) return ids;
  throw new Problem('The column "hash_ids" is not a list of whole numbers.', { place });
}
