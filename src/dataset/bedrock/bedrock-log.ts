import { text } from 'node:stream/consumers';
import { isObject } from '../../json/json-object.ts';
import { Problem } from '../../problem/problem.ts';
import type { DatasetFiles } from '../files/dataset-files.ts';
import type { FoundFile } from '../files/file-source.ts';
import { readText } from '../files/text-file.ts';
import { jsonlRows } from '../rows/jsonl.ts';
import type { Row } from '../rows/row.ts';
import { readAnswerBody, readRequestBody } from './bedrock-body.ts';

/** Converts a record of Bedrock's model-invocation log into a row with reserved columns. */
type BedrockLog = (row: Row) => Row;

/**
 * Maps the request to messages, system and maxTokens, the answer to `reference`, and the timestamp
 * to `at` (milliseconds of the Unix epoch: records are unordered, so the first is not known yet).
 *
 * Keeps nothing else of the bodies, so that redaction sees every text.
 */
export const readBedrockLog: BedrockLog = (row) => {
  const { place, fields } = row;
  const { schemaType, requestId, timestamp, modelId, operation, region, input, output } = fields;
  if (schemaType !== 'ModelInvocationLog') {
    throw new Problem('The line is no record of a model-invocation log.', {
      place,
      remedy: 'Its records have "schemaType": "ModelInvocationLog".',
    });
  }
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(at)) throw new Problem('The record has no timestamp.', { place });
  const reference = readAnswerBody(bodyOf(output, 'output'));
  return {
    place,
    fields: {
      ...(typeof requestId === 'string' ? { id: requestId } : {}),
      ...readRequestBody(bodyOf(input, 'input'), row),
      ...(reference === undefined ? {} : { reference }),
      at,
      operation,
      region,
      requestMetadata: fields['requestMetadata'],
      tags: { loggedModel: typeof modelId === 'string' ? modelId : 'unknown' },
    },
  };
};

/**
 * Yields the records of one log file. Loads bodies above 100 KB, which the log stores in separate
 * files, back into their records.
 */
export async function* bedrockLogRows(
  { path }: FoundFile,
  files: DatasetFiles,
): AsyncGenerator<Row | Problem> {
  for await (const row of jsonlRows(readText(path, files.source), path)) {
    yield row instanceof Problem ? row : await withBodies(row, files);
  }
}

async function withBodies(row: Row, files: DatasetFiles): Promise<Row | Problem> {
  const fields: Record<string, unknown> = { ...row.fields };
  try {
    for (const side of ['input', 'output'] as const) {
      const body = await separateBody(row, side, files);
      if (body !== undefined) fields[side] = { [`${side}BodyJson`]: body };
    }
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return { place: row.place, fields };
}

async function separateBody(
  { place, fields }: Row,
  side: 'input' | 'output',
  { bodies, source }: DatasetFiles,
): Promise<unknown> {
  const path = partOf(fields[side], `${side}BodyS3Path`);
  if (typeof path !== 'string') return undefined;
  const file = bodies.get(path.split('/').at(-1) ?? '');
  if (file === undefined) {
    throw new Problem(`The ${side} lies apart, in ${path}, and is not among the files.`, {
      place,
      remedy: 'Give the whole prefix, its data folders included, or set skipBadRows.',
    });
  }
  try {
    return JSON.parse(await text(readText(file.path, source)));
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('The body is not JSON.', { place: { file: file.path }, cause });
  }
}

function bodyOf(side: unknown, name: 'input' | 'output'): unknown {
  return partOf(side, `${name}BodyJson`);
}

function partOf(side: unknown, name: string): unknown {
  if (!isObject(side)) return undefined;
  return new Map<string, unknown>(Object.entries(side)).get(name);
}
