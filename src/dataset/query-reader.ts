import { Problem } from '../problem/problem.ts';
import type { DatasetSource } from '../scenario/dataset/dataset-schema.ts';
import type { Prompt } from '../scenario/prompt-schema.ts';
import { normalised, SHORTEST_CANARY } from './canary.ts';
import { createMediaReader } from './media-reader.ts';
import { checkOutputSchema } from './query/output-schema.ts';
import type { Media, Message, Query } from './query/query.ts';
import type { Turn } from './query/turn.ts';
import {
  booleanCell,
  countCell,
  passagesCell,
  tagsCell,
  textCell,
  timeCell,
  turnsCell,
} from './rows/cell.ts';
import { at } from './rows/column-path.ts';
import { Numeral, plainNumbers } from './rows/numeral.ts';
import type { Row } from './rows/row.ts';
import { compileTemplate } from './template.ts';

/** Converts a row into a query; throws a Problem with the row's line for a row it cannot use. */
type QueryReader = (row: Row) => Query;

/**
 * Creates the query reader of a prompt.
 *
 * Reserved columns: id, question (or prompt, or messages), system, reference, context, tenant,
 * session, turn, at, maxTokens, answerable, tags, canary. Templates of the prompt and of a target's
 * body may use all columns, reserved or not. The row's `maxTokens` overrides the prompt's; the
 * prompt's `system` overrides the row's.
 */
export function createQueryReader(prompt: Prompt): QueryReader {
  const userTemplate = compileTemplate(prompt.user, 'prompt.user');
  const systemTemplate =
    prompt.system === undefined ? undefined : compileTemplate(prompt.system, 'prompt.system');
  if (prompt.output !== undefined) checkOutputSchema(prompt.output.schema);
  const imagesOf = createMediaReader('image', prompt.images);
  const documentsOf = createMediaReader('document', prompt.documents);
  const requestOptions = present({
    temperature: prompt.temperature,
    topP: prompt.topP,
    stopSequences: prompt.stopSequences,
    tools: prompt.tools,
    toolChoice: prompt.toolChoice,
    output: prompt.output,
  });
  return (row) => {
    const { file, line } = row.place;
    const subject = `${file}:${line}`;
    const { history, question, system: messagesSystem, reference } = conversation(row);
    const id = textCell(row, 'id') ?? `row-${line}`;
    const context = passagesCell(row, 'context');
    const columns = { ...row.fields, id, ...present({ question, context }) };
    const system = systemTemplate?.(columns, subject) ?? messagesSystem ?? textCell(row, 'system');
    const tenant = textCell(row, 'tenant');
    checkCanary(row, tenant);
    return {
      id,
      messages: [
        ...history,
        {
          role: 'user',
          text: userTemplate(columns, subject),
          ...withMedia([...imagesOf(row), ...documentsOf(row)]),
        },
      ],
      maxTokens: countCell(row, 'maxTokens', 1) ?? prompt.maxTokens,
      context: context ?? [],
      tags: tagsCell(row, 'tags'),
      row: columns,
      ...requestOptions,
      ...present({
        system,
        question,
        reference: textCell(row, 'reference') ?? reference,
        answerable: booleanCell(row, 'answerable'),
        tenant,
        canary: textCell(row, 'canary'),
        session: textCell(row, 'session'),
        turn: countCell(row, 'turn', 0),
        at: timeCell(row, 'at')?.at,
      }),
    };
  };
}

function withMedia(media: readonly Media[]): Pick<Message, 'media'> {
  return media.length === 0 ? {} : { media };
}

/** Returns the row with reserved column names: applies `map` first, then `columns`. */
export function renamed(row: Row, source: Pick<DatasetSource, 'map' | 'columns'>): Row {
  const fields = source.map === undefined ? { ...row.fields } : mapped(row, source.map);
  const original = { ...fields };
  for (const [column, path] of Object.entries(source.columns)) {
    fields[column] = at(original, path, { column, place: row.place });
  }
  return { place: row.place, fields };
}

/**
 * Applies the user's `map`, which receives plain JavaScript numbers. Values that it returns
 * unchanged keep their written digits.
 */
function mapped(row: Row, map: NonNullable<DatasetSource['map']>): Record<string, unknown> {
  const given = Object.fromEntries(
    Object.entries(row.fields).map(([name, value]) => [name, plainNumbers(value)]),
  );
  try {
    const made = Object.entries(map(given)).map(([name, value]): [string, unknown] => {
      const kept = Object.hasOwn(given, name) && given[name] === value;
      if (kept && typeof value !== 'object') return [name, row.fields[name]];
      return [name, typeof value === 'bigint' ? new Numeral(String(value)) : value];
    });
    return Object.fromEntries(made);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem(`dataset.map failed on this row: ${String(cause)}.`, {
      place: row.place,
      cause,
    });
  }
}

interface RowConversation {
  readonly history: readonly Message[];
  readonly question?: string;
  readonly system?: string;
  readonly reference?: string;
}

/**
 * Splits a row into the turns before the question and the question: `question`, `prompt`, or the
 * last user message in `messages`. Assistant messages after it are the reference, system messages
 * the system prompt.
 */
function conversation(row: Row): RowConversation {
  const turns = turnsCell(row, 'messages') ?? [];
  const system = systemOf(turns, row);
  const messages = turns.flatMap(({ role, text }) => (role === 'system' ? [] : [{ role, text }]));
  const question = textCell(row, 'question') ?? textCell(row, 'prompt');
  if (question !== undefined) {
    if (messages.at(-1)?.role !== 'user') {
      return { history: messages, question, ...present({ system }) };
    }
    throw new Problem(
      'The row asks twice: in "messages", which ends with the user, and beside it.',
      {
        place: row.place,
        remedy: 'Leave out the question, or the last message.',
      },
    );
  }
  if (turns.length === 0) return { history: [] };
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (last === -1) {
    throw new Problem('No message in "messages" is from the user, so there is no question.', {
      place: row.place,
      remedy: 'End with a message of the user, or add a question.',
    });
  }
  return {
    history: messages.slice(0, last),
    ...present({
      question: messages[last]?.text,
      system,
      reference: referenceOf(messages.slice(last + 1), row),
    }),
  };
}

/**
 * Returns the system prompt in `messages`. Only leading system messages are allowed, because
 * services take one system prompt.
 */
function systemOf(turns: readonly Turn[], row: Row): string | undefined {
  const first = turns.findIndex(({ role }) => role !== 'system');
  const leading = turns.slice(0, first === -1 ? turns.length : first);
  if (leading.length === 0 && turns.every(({ role }) => role !== 'system')) return undefined;
  if (turns.slice(leading.length).some(({ role }) => role === 'system')) {
    throw new Problem('A system message in "messages" comes after a message of another role.', {
      place: row.place,
      remedy: 'Put what it says first, or leave such rows out with skipBadRows.',
    });
  }
  const system = leading.map(({ text }) => text).join('\n\n');
  const beside = textCell(row, 'system');
  if (beside === undefined || beside === system) return system;
  throw new Problem('The row has two system prompts: in "messages", and beside it.', {
    place: row.place,
    remedy: 'Leave one of them out.',
  });
}

function referenceOf(answers: readonly Message[], row: Row): string | undefined {
  if (answers.length > 1) {
    throw new Problem('The assistant talks twice at the end of "messages".', {
      place: row.place,
      remedy: 'Keep one answer, or leave such rows out with skipBadRows.',
    });
  }
  const answer = answers[0]?.text;
  const beside = textCell(row, 'reference');
  if (answer === undefined || beside === undefined || beside === answer) return answer;
  throw new Problem('The row has two references: what ends "messages", and the one beside it.', {
    place: row.place,
    remedy: 'Leave one of them out.',
  });
}

function checkCanary(row: Row, tenant: string | undefined): void {
  const canary = textCell(row, 'canary');
  if (canary === undefined) return;
  if (tenant === undefined) {
    throw new Problem('The row has a canary but no tenant, so no leak of it could be found.', {
      place: row.place,
      remedy: 'Add a tenant, or empty the canary.',
    });
  }
  if (normalised(canary).length < SHORTEST_CANARY) {
    throw new Problem(`The canary "${canary}" is so short that honest answers may contain it.`, {
      place: row.place,
      remedy: `Use at least ${SHORTEST_CANARY} letters and digits: KESTREL-7741.`,
    });
  }
}

/**
 * Drops undefined fields: exactOptionalPropertyTypes distinguishes an absent field from undefined.
 */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets the keys
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
