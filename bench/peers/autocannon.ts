import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BODY, parseJson, type Peer, type Quantiles, step } from './peer.ts';

const MAIN = 'node_modules/autocannon/autocannon.js';

/** Autocannon, in JavaScript: whole responses only, it reads no stream. */
export const autocannon: Peer = {
  name: 'autocannon 9.0.0',
  install(folder) {
    if (existsSync(join(folder, MAIN))) return;
    step(folder, ['npm', 'install', '--no-audit', '--prefix', folder, 'autocannon@9.0.0']);
  },
  command: (folder, { url, streams, seconds }) => ({
    words: [
      process.execPath,
      join(folder, MAIN),
      '--json',
      `--connections=${streams}`,
      `--duration=${seconds}`,
      '--timeout=60',
      '--method=POST',
      '--headers=content-type=application/json',
      `--body=${BODY}`,
      url,
    ],
  }),
  read(output) {
    const { latency } = parseJson<{ latency: Quantiles }>(output);
    return { latency: { p50: latency.p50, p99: latency.p99 } };
  },
};
