import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, type Peer, type Quantiles, step } from './peer.ts';

interface Profile {
  readonly time_to_first_token: Quantiles;
  readonly request_latency: Quantiles;
  readonly inter_chunk_latency?: Quantiles;
}

/** AIPerf of NVIDIA, in Python, several processes; its tokenizer is the one it brings. */
export const aiperf: Peer = {
  name: 'aiperf 0.13.0',
  install(folder) {
    if (existsSync(join(folder, 'bin/aiperf'))) return;
    step(folder, ['python3', '-m', 'venv', folder]);
    step(folder, [join(folder, 'bin/pip'), 'install', '-q', 'aiperf==0.13.0']);
  },
  command(folder, { url, streams, seconds }) {
    const load = ['--concurrency', String(streams), '--benchmark-duration', String(seconds)];
    const words = [
      ...[join(folder, 'bin/aiperf'), 'profile', '--model', 'metronome'],
      ...['--url', new URL(url).origin, '--endpoint-type', 'chat', '--streaming'],
      ...['--tokenizer', 'builtin', '--use-server-token-count'],
      ...['--synthetic-input-tokens-mean', '250', '--output-tokens-mean', '50'],
      ...['--artifact-dir', join(folder, 'artifacts'), '--ui', 'none', ...load],
    ];
    return { words, env: { HF_HUB_OFFLINE: '1' } };
  },
  read(_, folder) {
    const file = join(folder, 'artifacts/profile_export_aiperf.json');
    const profile = parseJson<Profile>(readFileSync(file, 'utf8'));
    const quantiles = ({ p50, p99 }: Quantiles): Quantiles => ({ p50, p99 });
    return {
      ttft: quantiles(profile.time_to_first_token),
      latency: quantiles(profile.request_latency),
      ...(profile.inter_chunk_latency === undefined
        ? {}
        : { gap: quantiles(profile.inter_chunk_latency) }),
    };
  },
};
