import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Query } from '../../../src/dataset/query/query.ts';
import { prepareRun } from '../../../src/run/state/prepare-run.ts';
import type { RunState } from '../../../src/run/state/run-state.ts';
import { loadScenario } from '../../../src/scenario/load-scenario.ts';
import { answeredIn } from '../../metrics/sample-stub.ts';

const ANSWER_BYTES = 4000;
const MIB = 1024 * 1024;
const JUDGED = 100;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-memory-'));
  const rows = Array.from({ length: 40 }, (_, i) => `q${i},Question ${i}?,Answer ${i}.`);
  writeFileSync(join(folder, 'queries.csv'), ['id,question,reference', ...rows].join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function sessionOf(more: string): Promise<RunState> {
  const file = join(folder, 'scenario.yaml');
  writeFileSync(
    file,
    `dataset: queries.csv
targets:
  subject: { kind: bedrock-converse, model: m }
scenarios:
  many: { executor: constant-arrival-rate, rate: 100, duration: 10m, preAllocatedVUs: 100 }
${more}`,
  );
  const clientConfig = {
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    connections: 1,
  } as const;
  return prepareRun(await loadScenario(file, {}), { clientConfig });
}

/** Takes the records of so many arrivals, each with an answer of its own; one in ten fails. */
function feed(state: RunState, from: number, to: number): void {
  const { queries } = state.dataset;
  for (let index = from; index < to; index++) {
    const query = queries[index % queries.length] as Query;
    const failed = index % 10 === 0;
    state.take({
      sample: answeredIn(200 + (index % 997), {
        index,
        scenario: 'many',
        target: 'subject',
        queryId: query.id,
        due: index * 10,
        ...(failed
          ? {
              outcome: 'server_error',
              error: { name: 'InternalServerException', message: `Request ${index} failed.` },
            }
          : {}),
      }),
      query,
      answer: failed ? '' : Buffer.alloc(ANSWER_BYTES, `answer ${index} `).toString('latin1'),
      chunkGaps: [10, 11, 12 + (index % 7)],
    });
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapKept(): number {
  collectGarbage();
  return getHeapStatistics().used_heap_size;
}

describe('what a session keeps of a long run', () => {
  it.each([
    ['nobody judges', ''],
    [
      'a judge is to see a sample',
      `judge: { target: { kind: bedrock-converse, model: j }, criteria: [correctness], sample: ${JUDGED} }`,
    ],
  ])('does not grow with its answers where %s', async (_, judge) => {
    const state = await sessionOf(judge);
    feed(state, 0, 10_000);
    const before = heapKept();
    feed(state, 10_000, 40_000);
    const grown = heapKept() - before;
    // All answers would be 100 MiB more; a twentieth of that is far above what is meant to grow.
    expect(grown).toBeLessThan(5 * MIB);
    const drawn = state.answerSample?.drawn() ?? [];
    expect(drawn).toHaveLength(judge === '' ? 0 : JUDGED);
    for (const answer of drawn) expect(state.metrics.markOf(answer)).toBeDefined();
    const forgotten = Array.from({ length: 40_000 }, (__, index) => ({ scenario: 'many', index }));
    const marked = forgotten.filter((answer) => state.metrics.markOf(answer) !== undefined);
    expect(marked).toHaveLength(drawn.length);
  });
});
