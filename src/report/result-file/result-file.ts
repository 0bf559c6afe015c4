import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { NESTING_LIMIT, nestsTooDeep } from '../../target/json/json-nesting.ts';
import type { RunResult } from '../result/result.ts';
import { resultOfToday } from './older-bill.ts';
import { resultShape } from './result-shape.ts';

const SCHEMA: RunResult['schema'] = 'proofload.result/1';

const Head = z.object({ schema: z.string() });

/**
 * Parses `result.json` of a run directory: a RunResult, with its schema id first.
 *
 * Throws a Problem for invalid JSON, another schema or version, and a truncated or damaged file.
 */
export function parseResult(text: string, file = 'result.json'): RunResult {
  const json = parseJson(text, file);
  const head = Head.safeParse(json);
  if (!head.success || !head.data.schema.startsWith('proofload.result/')) {
    throw new Problem('This is not a result of proofload: it has no known "schema".', {
      place: { file },
      remedy: `Give the result.json of a run directory; its schema is "${SCHEMA}".`,
    });
  }
  if (head.data.schema !== SCHEMA) {
    throw new Problem(`The result is of "${head.data.schema}"; this proofload reads "${SCHEMA}".`, {
      place: { file },
      remedy: 'Read it with the version of proofload that wrote it (environment.proofload).',
    });
  }
  const read = resultShape.safeParse(json);
  if (read.success) return resultOfToday(read.data, file);
  const [wrong] = read.error.issues;
  throw new Problem(
    `"${wrong?.path.map(String).join('.')}" is invalid in a result: ${wrong?.message}.`,
    {
      place: { file },
      remedy:
        'It was changed or cut after proofload wrote it; copy it from the run directory again.',
    },
  );
}

function parseJson(text: string, file: string): unknown {
  if (nestsTooDeep(text)) {
    throw new Problem(
      `The result nests deeper than ${NESTING_LIMIT} levels, more than any result of proofload.`,
      {
        place: { file },
        remedy: 'It was changed after proofload wrote it; copy it from the run directory again.',
      },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem(`The result is not JSON: ${String(cause)}.`, {
      place: { file },
      remedy: 'The run may have been cut while writing it.',
      cause,
    });
  }
}
