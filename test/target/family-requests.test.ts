import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../src/dataset/dataset.ts';
import { createRandom } from '../../src/random/random.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { clientConfigFor } from '../../src/target/account/address.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, wiringOf } from './asking.ts';
import { startWireServer, type WireRecord } from './wire-server.ts';

const FAMILIES = resolve(import.meta.dirname, '../../scenarios/families');
const GOLDEN = resolve(import.meta.dirname, '../golden/requests');

/** Headers that a scenario decides; the rest are the client's. */
const SHOWN = ['anthropic-beta', 'anthropic-version', 'api-key', 'x-route', 'x-api-key'];

function shown({ method, path, headers, body }: WireRecord): object {
  const shownHeaders = Object.entries(headers).filter(
    ([name]) => SHOWN.includes(name) || name.startsWith('x-amzn-bedrock'),
  );
  const scope = /Credential=[^/]+\/\d+\/([^/]+\/[^/]+)\//.exec(headers.authorization ?? '')?.[1];
  return {
    request: `${method} ${path}`,
    ...(scope === undefined ? {} : { signedFor: scope }),
    ...(shownHeaders.length === 0 ? {} : { headers: Object.fromEntries(shownHeaders) }),
    body: JSON.parse(body) as unknown,
  };
}

/** Returns what each target of a scenario sends for the first row, by the target's name. */
async function requestsOf(file: string): Promise<Record<string, object>> {
  const server = await startWireServer((response) => {
    response.writeHead(503).end('{}');
  });
  try {
    const scenario = await loadScenario(file);
    const { queries } = await loadDataset(scenario.dataset, scenario.prompt, {
      random: createRandom(1, 'order'),
    });
    const [first] = queries;
    if (first === undefined) throw new Error('there is no row');
    const sent: Record<string, object> = {};
    for (const [name, spec] of Object.entries(scenario.targets)) {
      if (spec.kind === 'route') throw new Error('a family is no route');
      const clientConfig = clientConfigFor(spec, {
        ...wiringOf(server.url),
        region: scenario.region,
      });
      const target = await createTarget(spec, clientConfig);
      await target.ask(first, callOf());
      await target.close();
      const request = server.requests.at(-1);
      if (request === undefined) throw new Error(`${name} sent nothing`);
      sent[name] = shown(request);
    }
    return sent;
  } finally {
    await server.close();
  }
}

const files = readdirSync(FAMILIES).filter((file) => file.endsWith('.yaml'));

describe('the requests of a model family', () => {
  it('each model family with its own requests has a scenario', () => {
    expect(files.length).toBeGreaterThan(8);
  });

  it.each(files)('the requests of %s are exactly as stated', async (file) => {
    const golden = join(GOLDEN, `${basename(file, '.yaml')}.json`);
    const stated: unknown = JSON.parse(readFileSync(golden, 'utf8'));
    expect(await requestsOf(join(FAMILIES, file))).toEqual(stated);
  });
});
