import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODY, parseJson, type Peer, step } from './peer.ts';

interface Summary {
  readonly metrics: Readonly<
    Record<string, { readonly 'p(50)': number; readonly 'p(99)': number }>
  >;
}

/** K6, in Go: `http_req_waiting` ends with the first byte, which leaves with the first token. */
export const k6: Peer = {
  name: 'k6 1.8.1',
  install(folder) {
    if (existsSync(join(folder, 'k6'))) return;
    step(folder, ['go', 'install', 'go.k6.io/k6@v1.8.1'], { GOBIN: folder });
  },
  command(folder, { url, streams, seconds }) {
    const script = join(folder, 'script.js');
    const options = {
      vus: streams,
      duration: `${seconds}s`,
      summaryTrendStats: ['p(50)', 'p(99)'],
    };
    const params = { headers: { 'content-type': 'application/json' } };
    writeFileSync(
      script,
      `import http from 'k6/http';
export const options = ${JSON.stringify(options)};
export default () => http.post(${JSON.stringify(url)}, ${JSON.stringify(BODY)}, ${JSON.stringify(params)});
`,
    );
    const summary = join(folder, 'summary.json');
    const quiet = ['--quiet', '--no-usage-report', '--summary-export', summary];
    return { words: [join(folder, 'k6'), 'run', ...quiet, script] };
  },
  read(_, folder) {
    const { metrics } = parseJson<Summary>(readFileSync(join(folder, 'summary.json'), 'utf8'));
    const of = (name: string) => {
      const trend = metrics[name];
      return { p50: trend?.['p(50)'] ?? Number.NaN, p99: trend?.['p(99)'] ?? Number.NaN };
    };
    return { ttft: of('http_req_waiting'), latency: of('http_req_duration') };
  },
};
