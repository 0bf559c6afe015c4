import { isObject } from '../json/json-object.ts';
import { Problem } from '../problem/problem.ts';
import { readRequestBody } from './bedrock/bedrock-body.ts';
import type { Notes } from './query/dataset-notes.ts';
import { parsedIfText, textCell } from './rows/cell.ts';
import type { Row } from './rows/row.ts';

/** Fields are the columns of a row. */
type Fields = Readonly<Record<string, unknown>>;

/** A Shape is how the rows of one well-known kind of dataset become rows with our columns. */
interface Shape {
  /** Tells how it is read: `ShareGPT conversations: …`. */
  readonly message: string;
  /** The columns of ours that the row gives; undefined where it is not of this shape. */
  readonly read: (fields: Fields, row: Row) => Fields | readonly Fields[] | undefined;
  /** Columns of ours that it reads itself, and so replaces. */
  readonly replaces?: readonly string[];
}

/** Known by what only they have, the surest first. */
const SHAPES: readonly Shape[] = [
  {
    message:
      'requests of a batch (custom_id): id, messages, system and the most tokens are the request’s, its other members are not sent',
    read: readBatchLine,
  },
  {
    message:
      'ShareGPT conversations: the last human turn is asked, what is said after it is the reference',
    read: ({ conversations, conversation = conversations }) =>
      isListOfObjects(conversation) ? { messages: listOf(conversation) } : undefined,
  },
  {
    message: 'turns (MT-Bench): each row is one conversation, a question a turn',
    read: readTurns,
    replaces: ['id', 'prompt', 'reference', 'turn'],
  },
  {
    message: 'a prompt of messages, and its completion the reference',
    read: readPromptMessages,
    replaces: ['prompt'],
  },
  {
    message: 'Alpaca: instruction and input are the question, output is the reference',
    read: readAlpaca,
  },
  {
    message:
      'Ragas: user_input is the question, retrieved_contexts the context, reference the reference; response is not read',
    read: readRagas,
  },
  {
    message:
      'SQuAD: the first of answers is the reference; a question without any is not answerable',
    read: readSquad,
  },
  {
    message:
      'an older Ragas: contexts is the context, ground_truth the reference; answer is not read',
    read: readOldRagas,
  },
];

/** The columns that say what is asked. */
const ASKING = ['question', 'prompt', 'messages'];

interface Shaping {
  readonly notes: Notes;
  /** Whether rows of one session form a conversation. */
  readonly sessions: boolean;
  /** Columns of ours that the scenario names itself, whatever they hold. */
  readonly given: readonly string[];
}

/**
 * The rows that a row stands for: those of a known shape have our columns beside their own. A column of ours
 * that is there, in the file or by `columns` or `map`, is never replaced.
 */
export function shapedRows(row: Row, { notes, sessions, given }: Shaping): readonly Row[] {
  for (const { message, read, replaces } of SHAPES) {
    const found = read(row.fields, row);
    if (found === undefined) continue;
    notes.add(message, row.place.line, () => ({
      level: 'ok',
      message: `Rows are read as ${message}.`,
    }));
    const parts: readonly Fields[] = Array.isArray(found) ? found : [found];
    if (parts.length > 1 && !sessions) throw needsSessions(parts.length, row);
    return parts.map((part) => ({
      place: row.place,
      fields: merged(row.fields, part, { replaces, given }),
    }));
  }
  noteMessages(row, notes);
  return [row];
}

/** A later turn asked alone would not be what the file says. */
function needsSessions(turns: number, { place }: Row): Problem {
  return new Problem(
    `The row is a conversation of ${turns} turns, each of which follows an answer.`,
    {
      place,
      remedy: 'Give the dataset sessions: {}, so that they are asked one after another.',
    },
  );
}

function merged(
  fields: Fields,
  part: Fields,
  { replaces = [], given }: { replaces?: readonly string[] | undefined; given: readonly string[] },
): Fields {
  const result: Record<string, unknown> = { ...fields };
  for (const [column, value] of Object.entries(part)) {
    if (value === undefined || given.includes(column)) continue;
    if (replaces.includes(column) || !isFilled(fields[column])) result[column] = value;
  }
  return result;
}

function noteMessages({ fields, place }: Row, notes: Notes): void {
  if (!isFilled(fields['messages']) || isFilled(fields['question'])) return;
  notes.add('messages', place.line, () => ({
    level: 'ok',
    message:
      'Rows are read as messages: the last of the user is asked, what the assistant says after it is the reference.',
  }));
}

function asksAlready(fields: Fields): boolean {
  return ASKING.some((column) => isFilled(fields[column]));
}

/** A line of OpenAI's batches has `body`, one of Anthropic's `params`. */
function readBatchLine(fields: Fields, row: Row): Fields | undefined {
  if (fields['custom_id'] === undefined || asksAlready(fields)) return undefined;
  const body = parsedIfText(fields['body'] ?? fields['params'], '{');
  if (!isObject(body)) return undefined;
  const { prompt, input, instructions, max_output_tokens: most, tools } = body;
  if (isFilled(tools)) {
    throw new Problem('The request has tools, and only text can be asked again.', {
      place: row.place,
      remedy: 'Leave such rows out with skipBadRows.',
    });
  }
  const id = fields['custom_id'];
  const question = prompt ?? input;
  if (typeof question === 'string') {
    const maxTokens = most ?? body['max_tokens'];
    return { id, question, maxTokens, system: instructions };
  }
  const messages = body['messages'] ?? input;
  const system = body['system'] ?? instructions;
  return {
    id,
    ...readRequestBody(
      { max_tokens: most, ...body, messages, ...(isFilled(system) ? { system } : {}) },
      row,
    ),
  };
}

/** MT-Bench of FastChat has `turns`, that of Hugging Face a list of texts in `prompt`. */
function readTurns(fields: Fields, row: Row): readonly Fields[] | undefined {
  if (isFilled(fields['question']) || isFilled(fields['messages'])) return undefined;
  const prompt = listOf(fields['prompt']);
  const listed = listOf(fields['turns']) ?? prompt;
  if (listed === undefined || listed.length === 0) return undefined;
  const turns = listed.filter((turn) => typeof turn === 'string');
  if (turns.length < listed.length) return undefined;
  const id =
    textCell(row, 'id') ??
    textCell(row, 'question_id') ??
    textCell(row, 'prompt_id') ??
    `row-${row.place.line}`;
  const references = listOf(fields['reference']) ?? [fields['reference']];
  return turns.map((question, index) => {
    const reference = references[index] ?? null;
    const shared = { question, prompt: question, reference };
    if (turns.length === 1) return { ...shared, id };
    return { ...shared, id: `${id}-${index + 1}`, session: id, turn: index + 1 };
  });
}

/** TRL's conversational rows. */
function readPromptMessages(fields: Fields): Fields | undefined {
  const { prompt, completion } = fields;
  if (isFilled(fields['question']) || isFilled(fields['messages'])) return undefined;
  if (!isListOfObjects(prompt)) return undefined;
  const messages = [...(listOf(prompt) ?? []), ...(listOf(completion) ?? [])];
  return { messages, prompt: null };
}

function readAlpaca(fields: Fields): Fields | undefined {
  const { instruction, input, output, response, history } = fields;
  const answer = output ?? response;
  if (asksAlready(fields) || typeof instruction !== 'string' || typeof answer !== 'string') {
    return undefined;
  }
  const question =
    typeof input === 'string' && input.trim() !== '' ? `${instruction}\n\n${input}` : instruction;
  const before = listOf(history) ?? [];
  if (before.length === 0) return { question, reference: answer };
  const messages = before.flatMap((pair) => {
    const [user, assistant] = listOf(pair) ?? [];
    return [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ];
  });
  return { messages, question, reference: answer };
}

function readRagas(fields: Fields): Fields | undefined {
  const { user_input: asked, retrieved_contexts: retrieved, reference_contexts: wanted } = fields;
  if (asksAlready(fields) || !isFilled(asked)) return undefined;
  const said = parsedIfText(asked, '[');
  const question = isListOfObjects(said) ? { messages: said } : { question: asked };
  return { ...question, context: isFilled(retrieved) ? retrieved : wanted };
}

/** `answers` is `{"text": ["…"]}` in the rows of Hugging Face, `[{"text": "…"}]` in the file itself. */
function readSquad(fields: Fields): Fields | undefined {
  const answers = parsedIfText(parsedIfText(fields['answers'], '{'), '[');
  const listed = isObject(answers) ? listOf(answers['text']) : undefined;
  const texts = listed ?? (isListOfObjects(answers) ? answers.map(({ text }) => text) : undefined);
  if (!isFilled(fields['question'])) return undefined;
  if (fields['is_impossible'] === true) return { answerable: false };
  if (texts === undefined) return undefined;
  return texts.length === 0 ? { answerable: false } : { reference: texts[0] };
}

function readOldRagas(fields: Fields): Fields | undefined {
  const { contexts, ground_truth: truth, ground_truths: truths } = fields;
  if (!isFilled(fields['question']) || !(isFilled(truth) || isFilled(truths))) return undefined;
  return { context: contexts, reference: truth ?? listOf(truths)?.[0] };
}

function listOf(value: unknown): readonly unknown[] | undefined {
  const parsed = parsedIfText(value, '[');
  return Array.isArray(parsed) ? parsed : undefined;
}

function isListOfObjects(value: unknown): value is readonly Fields[] {
  const list = listOf(value);
  return list !== undefined && list.length > 0 && list.every(isObject);
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length > 0
    : value !== undefined && value !== null && value !== '';
}
