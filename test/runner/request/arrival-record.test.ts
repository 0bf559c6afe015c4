import { describe, expect, it } from 'vitest';
import { collectCanaries } from '../../../src/dataset/canary.ts';
import type { Query } from '../../../src/dataset/query/query.ts';
import { recordOf } from '../../../src/runner/request/arrival-record.ts';
import type { SubRequest } from '../../../src/sample/sample.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { shareHiddenClass } from '../../sample/hidden-class.ts';
import { queryOf } from '../../target/asking.ts';

const REPLY: Reply = {
  outcome: 'ok',
  stamps: { sent: 1010, retrieved: 1030, lastToken: 1090 },
  end: 1090,
  chunks: 1,
  readsShared: 0,
  chunkGaps: [],
  answer: 'Fourteen days.',
  tokens: { source: 'unknown' },
};
const SLOT = {
  index: 0,
  due: 1000,
  load: { name: 'load', target: 'bot', tags: { tier: 'gold' } },
  phase: 'measured' as const,
  tags: {},
};
const CANARIES = collectCanaries([
  queryOf('', { tenant: 'acme', canary: 'zebra-77' }),
  queryOf('', { tenant: 'zeta', canary: 'koala-88' }),
]);

function record(more: Partial<Reply>, legs?: readonly SubRequest[], asked: Partial<Query> = {}) {
  const reply: Reply = { ...REPLY, ...more };
  const attempts = [{ sent: 1010, end: 1090, outcome: reply.outcome, ...(legs && { legs }) }];
  const query = queryOf('How long?', { tenant: 'acme', ...asked });
  return recordOf(SLOT, query, { reply, attempts }, { start: 1000, canaries: CANARIES });
}

describe('the record of an arrival', () => {
  it('has the hidden class of all others like it', () => {
    for (let n = 0; n < 100; n++) record({});
    const [one, other] = [record({}).sample, record({}).sample];
    expect(shareHiddenClass(one, other)).toBe(true);
    expect(shareHiddenClass(one.stamps, other.stamps)).toBe(true);
    expect(shareHiddenClass(one.tags, other.tags)).toBe(true);
  });

  it('has what an application saw on the clock of the run', () => {
    expect(record({ seen: { firstVisible: 1050, end: 1091 } }).sample.seen).toEqual({
      firstVisible: 50,
      end: 91,
    });
    expect(record({}).sample).not.toHaveProperty('seen');
  });

  it("counts another tenant's canary in a passage the answer rests on", () => {
    const passage = (text: string) => ({ citations: [{ text }] });
    expect(record(passage('As KOALA-88 says.')).sample.leaks).toBe(1);
    expect(record(passage('As zebra-77 says.')).sample.leaks).toBe(0);
    expect(record({ citations: [{ text: 'a koala' }, { text: '-88' }] }).sample.leaks).toBe(0);
  });

  it('counts tool calls where tools were offered, none as 0', () => {
    const tools = [{ name: 'find', inputSchema: {} }];
    expect(record({ toolCalls: 2 }, undefined, { tools }).sample.toolCalls).toBe(2);
    expect(record({}, undefined, { tools }).sample.toolCalls).toBe(0);
    expect(record({ outcome: 'timeout' }, undefined, { tools }).sample).not.toHaveProperty(
      'toolCalls',
    );
    expect(record({}).sample).not.toHaveProperty('toolCalls');
  });

  it.each([
    ['{"days":14}', true],
    ['{"days":"14"}', false],
    ['{"days":14,"more":1}', false],
    ['{"days":14', false],
    ['Here it is: {"days":14}', false],
    ['', false],
  ])('tells of %s whether it is JSON of the schema asked for', (answer, schemaValid) => {
    const schema = {
      type: 'object',
      properties: { days: { type: 'integer' } },
      required: ['days'],
      additionalProperties: false,
    };
    const output = { name: 'answer', description: '', schema };
    expect(record({ answer }, undefined, { output }).sample).toMatchObject({ schemaValid });
    const failed = record({ answer, outcome: 'timeout' }, undefined, { output }).sample;
    expect(failed).not.toHaveProperty('schemaValid');
  });

  it('keeps the passages beside the answer, not in the sample', () => {
    const { citations, sample } = record({ citations: [{ text: 'A passage.', source: 's3://b' }] });
    expect(citations).toEqual([{ text: 'A passage.', source: 's3://b' }]);
    expect(JSON.stringify(sample)).not.toContain('A passage.');
  });

  it('tags the way an answer went, and counts every leg from the start of the run', () => {
    const leg: SubRequest = {
      part: 'inner',
      sent: 1010,
      end: 1050,
      outcome: 'throttled',
      tokens: { source: 'unknown' },
    };
    const { sample } = record({ route: 'strong' }, [{ ...leg, legs: [leg] }]);
    expect(sample.tags).toEqual({ tier: 'gold', route: 'strong' });
    expect(sample.attempts[0]?.legs).toMatchObject([
      { sent: 10, end: 50, legs: [{ sent: 10, end: 50 }] },
    ]);
    expect(sample.stamps).toEqual({ sent: 10, retrieved: 30, lastToken: 90 });
  });
});
