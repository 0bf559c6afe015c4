import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODY, parseJson, type Peer, step } from './peer.ts';

interface Entry {
  readonly response_times: Readonly<Record<string, number>>;
}

/** Locust, in Python: with `stream=True` its response time ends with the head of the response. */
export const locust: Peer = {
  name: 'locust 2.47.0',
  install(folder) {
    if (existsSync(join(folder, 'bin/locust'))) return;
    step(folder, ['python3', '-m', 'venv', folder]);
    step(folder, [join(folder, 'bin/pip'), 'install', '-q', 'locust==2.47.0']);
  },
  command(folder, { url, streams, seconds }) {
    const file = join(folder, 'locustfile.py');
    const { origin, pathname } = new URL(url);
    writeFileSync(
      file,
      `from locust import HttpUser, task
BODY = ${JSON.stringify(BODY)}
class Asker(HttpUser):
    host = ${JSON.stringify(origin)}
    @task
    def ask(self):
        headers = {"content-type": "application/json"}
        with self.client.post(${JSON.stringify(pathname)}, data=BODY.encode(), headers=headers, stream=True) as answer:
            for _ in answer.iter_content(None):
                pass
`,
    );
    const load = ['-u', String(streams), '-r', String(streams), '-t', `${seconds}s`];
    const words = [join(folder, 'bin/locust'), '-f', file, '--headless', '--json', '--skip-log'];
    return { words: [...words, ...load] };
  },
  read(output) {
    const [entry] = parseJson<Entry[]>(output.slice(output.indexOf('[')));
    const times = Object.entries(entry?.response_times ?? {})
      .map(([ms, count]) => ({ ms: Number(ms), count }))
      .toSorted((a, b) => a.ms - b.ms);
    const all = times.reduce((sum, { count }) => sum + count, 0);
    const at = (share: number): number => {
      let seen = 0;
      return times.find(({ count }) => (seen += count) >= share * all)?.ms ?? Number.NaN;
    };
    return { ttft: { p50: at(0.5), p99: at(0.99) } };
  },
};
