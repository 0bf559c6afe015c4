import { isObject } from '../json/json-object.ts';
import { Problem } from '../problem/problem.ts';
import { readRequestBody } from './bedrock/bedrock-body.ts';
import type { Notes } from './query/dataset-notes.ts';
import { parsedIfText, textCell } from './rows/cell.ts';
import type { Row } from './rows/row.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A well-known dataset layout, and how its rows get reserved columns. */
interface Shape {
  /** Completes the note `Rows are read as …`. */
  readonly message: string;
  /**
   * Returns the reserved columns of the row or of each of its turns; undefined for another layout.
   */
  readonly read: (fields: Fields, row: Row) => Fields | readonly Fields[] | undefined;
  /** Reserved columns that the result replaces even where the row has a value. */
  readonly replaces?: readonly string[];
}

/** Layouts with their distinguishing columns, the most specific first. */
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

/** Columns that hold the question. */
const ASKING = ['question', 'prompt', 'messages'];

interface Shaping {
  readonly notes: Notes;
  /** Whether rows of one session form a conversation. */
  readonly sessions: boolean;
  /** Reserved columns that the scenario defines itself, which are never replaced. */
  readonly given: readonly string[];
}

/**
 * Returns the rows that a row expands to: a row of a known layout gets reserved columns beside its
 * own. A reserved column that has a value, or that `columns` or `map` defines, is kept, except
 * where the layout reads that column itself.
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

/**
 * Refuses several turns without sessions: a later turn sent alone would not be the conversation in
 * the file.
 */
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

/** Reads a batch request: OpenAI's in `body`, Anthropic's in `params`. */
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

/** Reads MT-Bench: FastChat has `turns`, Hugging Face a list of texts in `prompt`. */
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

/** Reads the conversational rows of TRL. */
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
  const {
    user_input: userInput,
    retrieved_contexts: retrieved,
    reference_contexts: wanted,
  } = fields;
  if (asksAlready(fields) || !isFilled(userInput)) return undefined;
  const parsed = parsedIfText(userInput, '[');
  const question = isListOfObjects(parsed) ? { messages: parsed } : { question: userInput };
  return { ...question, context: isFilled(retrieved) ? retrieved : wanted };
}

/**
 * Reads SQuAD: `answers` is `{"text": ["…"]}` in Hugging Face's rows, `[{"text": "…"}]` in the
 * original file.
 */
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
