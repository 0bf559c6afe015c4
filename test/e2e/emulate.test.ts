import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

/** Starts `proofload emulate` as a stranger would; the URL that it tells. */
async function emulate(...words: string[]): Promise<string> {
  const line = ['dist/cli/main.js', 'emulate', '--port', '0', '--json', ...words];
  const child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [told] = await once(createInterface({ input: child.stdout }), 'line');
  const { url }: { url: string } = JSON.parse(String(told));
  return url;
}

async function statuses(url: string, times: number, authorization = 'AWS4'): Promise<number[]> {
  const messages = [{ role: 'user', content: [{ text: 'filler words' }] }];
  const found: number[] = [];
  for (let n = 0; n < times; n++) {
    const response = await fetch(`${url}/model/test.model/converse`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ messages }),
    });
    found.push(response.status);
  }
  return found;
}

it('takes profiles, quotas and faults from the command line', async () => {
  const url = await emulate(
    '--profile=test.model=stand-in-judge',
    '--quota=on=test.model,requestsPerMinute=1',
    '--fault=kind=model-timeout,on=test.model,count=1',
  );
  expect(await statuses(url, 3)).toEqual([408, 200, 429]);
});

it('asks for signatures by known keys when told to', async () => {
  const url = await emulate('--verify-signatures', '--access-key', 'me:secret');
  expect([await statuses(url, 1, 'Bearer guess'), await statuses(url, 1, 'Bearer secret')]).toEqual(
    [[403], [200]],
  );
});
