import type { DatasetSource } from '../scenario/dataset-source.ts';
import { Problem } from '../scenario/problem.ts';
import type { Prompt } from '../scenario/prompt.ts';
import { normalised, SHORTEST_CANARY } from './canary.ts';
import {
  booleanCell,
  countCell,
  messagesCell,
  numberCell,
  passagesCell,
  tagsCell,
  textCell,
} from './cell.ts';
import { createMediaReader } from './media-reader.ts';
import { checkOutputSchema } from './output-schema.ts';
import type { Media, Message, Query } from './query.ts';
import type { Row } from './row.ts';
import { compileTemplate } from './template.ts';

/** A QueryReader makes the query of a row; a row it cannot use throws a Problem that names its line. */
export type QueryReader = (row: Row) => Query;

/**
 * Reserved columns: id, question (or prompt, or messages), system, reference, context, tenant,
 * session, turn, at, maxTokens, answerable, tags, canary. All columns, these and others, are open to
 * the prompt's templates and to a target's body. The row's own `maxTokens` goes before the
 * prompt's; the prompt's `system` goes before the row's.
 */
export function createQueryReader(prompt: Prompt): QueryReader {
  const userTemplate = compileTemplate(prompt.user, 'prompt.user');
  const systemTemplate =
    prompt.system === undefined ? undefined : compileTemplate(prompt.system, 'prompt.system');
  if (prompt.output !== undefined) checkOutputSchema(prompt.output.schema);
  const imagesOf = createMediaReader('image', prompt.images);
  const documentsOf = createMediaReader('document', prompt.documents);
  const asked = present({
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
    const { history, question } = conversation(row);
    const id = textCell(row, 'id') ?? `row-${line}`;
    const context = passagesCell(row, 'context');
    const columns = { ...row.fields, id, ...present({ question, context }) };
    const system = systemTemplate?.(columns, subject) ?? textCell(row, 'system');
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
      ...asked,
      ...present({
        system,
        reference: textCell(row, 'reference'),
        answerable: booleanCell(row, 'answerable'),
        tenant,
        session: textCell(row, 'session'),
        turn: countCell(row, 'turn', 0),
        at: numberCell(row, 'at'),
      }),
    };
  };
}

function withMedia(media: readonly Media[]): Pick<Message, 'media'> {
  return media.length === 0 ? {} : { media };
}

/** The row as our column names know it: reshaped by `map` first, then renamed by `columns`. */
export function renamed(row: Row, source: Pick<DatasetSource, 'map' | 'columns'>): Row {
  const fields = source.map === undefined ? { ...row.fields } : mapped(row, source.map);
  const original = { ...fields };
  for (const [ours, theirs] of Object.entries(source.columns)) {
    if (!Object.hasOwn(original, theirs)) {
      throw new Problem(
        `There is no column "${theirs}", which dataset.columns gives for "${ours}".`,
        {
          place: row.place,
          remedy: `The columns are ${Object.keys(original).join(', ')}.`,
        },
      );
    }
    fields[ours] = original[theirs];
  }
  return { place: row.place, fields };
}

function mapped(row: Row, map: NonNullable<DatasetSource['map']>): Record<string, unknown> {
  try {
    return { ...map(row.fields) };
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem(`dataset.map failed on this row: ${String(cause)}.`, {
      place: row.place,
      cause,
    });
  }
}

/** The turns before the question, and the question; it is `question`, `prompt`, or the last of `messages`. */
function conversation(row: Row): { history: readonly Message[]; question?: string } {
  const messages = messagesCell(row, 'messages') ?? [];
  const question = textCell(row, 'question') ?? textCell(row, 'prompt');
  const last = messages.at(-1);
  if (last?.role === 'user') {
    if (question === undefined) return { history: messages.slice(0, -1), question: last.text };
    throw new Problem(
      'The row asks twice: in "messages", which ends with the user, and beside it.',
      {
        place: row.place,
        remedy: 'Leave out the question, or the last message.',
      },
    );
  }
  if (last !== undefined && question === undefined) {
    throw new Problem('The last of "messages" is the assistant’s, so nothing is asked.', {
      place: row.place,
      remedy: 'End with a message of the user, or add a question.',
    });
  }
  return { history: messages, ...present({ question }) };
}

function checkCanary(row: Row, tenant: string | undefined): void {
  const canary = textCell(row, 'canary');
  if (canary === undefined) return;
  if (tenant === undefined) {
    throw new Problem('The row has a canary but no tenant, so nobody could leak it.', {
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

/** Only the fields that are there: exactOptionalPropertyTypes tells an absent one from undefined. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets the keys
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
