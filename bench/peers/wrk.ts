import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODY, type Peer, step } from './peer.ts';

const PACKAGES = ['wrk', 'libluajit-5.1-2', 'libluajit-5.1-common'];
const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** Wrk, in C: whole responses only. From Debian, unpacked beside and not installed. */
export const wrk: Peer = {
  name: 'wrk 4.1.0',
  install(folder) {
    if (existsSync(join(folder, 'usr/bin/wrk'))) return;
    step(folder, ['apt-get', 'download', ...PACKAGES]);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
      step(folder, ['dpkg-deb', '-x', file, '.']);
    }
  },
  command(folder, { url, streams, seconds }) {
    const script = join(folder, 'post.lua');
    const headers = 'wrk.headers["content-type"] = "application/json"';
    writeFileSync(script, `wrk.method = "POST"\nwrk.body = [==[${BODY}]==]\n${headers}\n`);
    const load = ['-t1', `-c${streams}`, `-d${seconds}s`, '--timeout', '60s', '--latency'];
    return {
      words: [join(folder, 'usr/bin/wrk'), ...load, '-s', script, url],
      env: { LD_LIBRARY_PATH: join(folder, 'usr/lib/x86_64-linux-gnu') },
    };
  },
  read(output) {
    const at = (percent: number): number => {
      const [, value = '', unit = ''] =
        new RegExp(`^\\s*${percent}%\\s+([\\d.]+)(\\w+)`, 'm').exec(output) ?? [];
      return Number(value) * (UNITS[unit] ?? Number.NaN);
    };
    return { latency: { p50: at(50), p99: at(99) } };
  },
};
