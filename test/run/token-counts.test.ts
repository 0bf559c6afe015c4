import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countNotes } from '../../src/report/notes/count-notes.ts';
import type { RunResult, TargetResult } from '../../src/report/result/result.ts';
import { scenarioFolder } from '../e2e/command.ts';
import { runInProcess } from './run-in-process.ts';

const PIECES = 'We take it back for ten days, and for a month if it was never used.'.split(' ');

/** What each model counts, after 16 words 5 ms apart; with `running`, in every event too. */
const MODELS: Readonly<Record<string, { usage: object; running?: true }>> = {
  'grok-9': {
    usage: {
      prompt_tokens: 40,
      completion_tokens: 16,
      completion_tokens_details: { reasoning_tokens: 300 },
      total_tokens: 356,
    },
  },
  'thinks-apart': {
    usage: {
      prompt_tokens: 40,
      completion_tokens: 316,
      completion_tokens_details: { reasoning_tokens: 300 },
      total_tokens: 356,
    },
  },
  'counts-on': {
    running: true,
    usage: { prompt_tokens: 40, completion_tokens: 316, total_tokens: 356 },
  },
  'says-nothing': { usage: { prompt_tokens: 40, completion_tokens: 316, total_tokens: 356 } },
  'adds-wrong': { usage: { prompt_tokens: 40, completion_tokens: 16, total_tokens: 356 } },
};

async function stream(model: string, response: ServerResponse): Promise<void> {
  const { usage, running } = MODELS[model] ?? { usage: {} };
  const send = (event: object): boolean =>
    response.write(`data: ${JSON.stringify({ model, ...event })}\n\n`);
  for (const [n, piece] of PIECES.entries()) {
    const told =
      running === undefined ? {} : { usage: { prompt_tokens: 40, completion_tokens: 301 + n } };
    send({ choices: [{ delta: { content: `${piece} ` } }], ...told });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  send({ choices: [{ delta: {}, finish_reason: 'stop' }] });
  send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    if (request.method === 'GET') return response.writeHead(404).end();
    const { model } = JSON.parse(body) as { model: string };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void stream(model, response);
  });
});
let result: RunResult;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const url = `${endpoint}/v1`;
  const models = Object.keys(MODELS);
  const folder = await scenarioFolder({
    target: undefined,
    vus: undefined,
    iterations: undefined,
    endpoint,
    warmup: { iterations: 1 },
    targets: Object.fromEntries(models.map((model) => [model, { kind: 'openai', url, model }])),
    scenarios: Object.fromEntries(
      models.map((target) => [
        target,
        { executor: 'shared-iterations', vus: 1, iterations: 4, target },
      ]),
    ),
  });
  const run = await runInProcess(folder);
  expect(run.warnings).toEqual([]);
  result = run.result;
}, 60_000);

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function metric(model: string, name: string): TargetResult['metrics'][string] | undefined {
  return result.targets.find((target) => target.name === model)?.metrics[name];
}

describe('the tokens of a run', () => {
  it.each(Object.keys(MODELS))('of %s are all that were billed, thought or said', (model) => {
    expect(metric(model, 'output_tokens')).toMatchObject({ n: 4, avg: 316 });
    expect(metric(model, 'input_tokens')).toMatchObject({ n: 4, avg: 40 });
  });

  it.each(['grok-9', 'thinks-apart', 'counts-on', 'adds-wrong'])(
    'of %s pace the words, not the thoughts before them',
    (model) => {
      const tpot = metric(model, 'tpot');
      // Over the 316 counted it would be a quarter of a millisecond; a word takes five at least.
      expect(tpot?.type === 'trend' ? tpot.p50 : 0).toBeGreaterThan(2.5);
      expect(metric(model, 'output_tokens_per_second')).toMatchObject({ n: 4 });
    },
  );

  it('of a service that does not tell thoughts from words have no pace, and no lumps', () => {
    expect(metric('says-nothing', 'tpot')).toBeUndefined();
    const target = result.targets.find(({ name }) => name === 'says-nothing');
    expect(target?.streaming).toBeUndefined();
  });

  it('are told where they leave something open, and nowhere else', () => {
    expect(countNotes(result)).toEqual([
      expect.stringMatching(/^tpot .* leave out 4 of 4 streamed answers of says-nothing/),
      expect.stringMatching(/^The token counts of 4 of 4 answers of adds-wrong .* reported 356/),
    ]);
  });
});
