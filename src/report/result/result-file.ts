import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { withBillsOfToday } from './older-bill.ts';
import type { RunResult } from './result.ts';

const SCHEMA: RunResult['schema'] = 'proofload.result/1';

const Head = z.object({ schema: z.string() });

/** What every report reads before it draws anything; metrics, bills and scores are taken as written. */
const Body = z.looseObject({
  id: z.string(),
  name: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  endpoint: z.string(),
  emulated: z.boolean(),
  verdict: z.enum(['pass', 'fail', 'no-data', 'inconclusive']),
  headline: z.string(),
  reasons: z.array(z.string()),
  validity: z.enum(['valid', 'suspect', 'invalid']),
  validityReasons: z.array(z.string()),
  targets: z.array(
    z.looseObject({
      name: z.string(),
      verdict: z.enum(['pass', 'fail', 'no-data', 'inconclusive']),
      thresholds: z.array(z.looseObject({ metric: z.string(), expression: z.string() })),
      metrics: z.record(z.string(), z.looseObject({ type: z.string(), n: z.number() })),
      cost: z.looseObject({}),
      quality: z.looseObject({ criteria: z.looseObject({}) }),
      answers: z
        .looseObject({
          answers: z.number(),
          empty: z.number(),
          emptyCounted: z.number(),
          cut: z.number(),
          withheld: z.number(),
          unread: z.number(),
          unknownEnds: z.array(z.looseObject({ reason: z.string().optional(), count: z.number() })),
        })
        .optional(),
      outcomes: z.looseObject({}),
      errors: z.array(z.looseObject({})),
      series: z.array(z.looseObject({})),
      curves: z.looseObject({}),
      slowest: z.array(z.looseObject({})),
      worst: z.array(z.looseObject({})),
    }),
  ),
  budget: z.looseObject({}),
  dataset: z.looseObject({ file: z.string(), sha256: z.string() }),
  environment: z.looseObject({ proofload: z.string(), seed: z.number() }),
  scenario: z.looseObject({}),
});

/**
 * A result file is `result.json` of a run directory: a RunResult with its schema id first of all.
 *
 * Throws a Problem when the text is no JSON, not ours, of another version, or torn.
 */
export function parseResult(text: string, file = 'result.json'): RunResult {
  const json = parseJson(text, file);
  const head = Head.safeParse(json);
  if (!head.success || !head.data.schema.startsWith('proofload.result/')) {
    throw new Problem('This is not a result of proofload: it has no "schema" we know.', {
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
  const wrong = Body.safeParse(json).error?.issues[0] ?? nullIn(json);
  if (wrong !== undefined) {
    throw new Problem(
      `"${wrong.path.map(String).join('.')}" is not as a result must be: ${wrong.message}.`,
      {
        place: { file },
        remedy:
          'It was changed or cut after proofload wrote it; take it from the run directory again.',
      },
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema id vouches for what Body leaves open
  return withBillsOfToday(json as RunResult);
}

interface Wrong {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The first null, which stands nowhere in a result but in a scenario's own JSON: what is unknown says so. */
function nullIn(value: unknown, path: readonly string[] = []): Wrong | undefined {
  if (value === null) return { path, message: 'Invalid input: expected a value, received null' };
  if (typeof value !== 'object' || (path.length === 1 && path[0] === 'scenario')) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const wrong = nullIn(member, [...path, key]);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function parseJson(text: string, file: string): unknown {
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
