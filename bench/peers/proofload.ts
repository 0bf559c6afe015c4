import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, type Peer, type Quantiles } from './peer.ts';

interface Result {
  readonly targets: readonly {
    readonly metrics: { ttft: Quantiles; latency: Quantiles; chunk_gap: Quantiles };
  }[];
}

/** This tool, as built: a whole run with its metrics, bills, files and reports. */
export const proofload: Peer = {
  name: 'proofload',
  install: () => undefined,
  command(folder, { url, streams, seconds }) {
    const question = 'What o’clock is it, to the nanosecond? '.repeat(25);
    writeFileSync(join(folder, 'questions.jsonl'), `${JSON.stringify({ question })}\n`);
    const scenario = {
      endpoint: new URL(url).origin,
      target: {
        kind: 'openai',
        url: url.replace('/chat/completions', ''),
        model: 'metronome',
      },
      dataset: 'questions.jsonl',
      prompt: { user: '{{ question }}', maxTokens: 1000 },
      scenarios: {
        load: { executor: 'constant-vus', vus: streams, duration: `${seconds}s` },
      },
      warmup: { iterations: 0 },
    };
    writeFileSync(join(folder, 'scenario.json'), JSON.stringify(scenario));
    const words = [process.execPath, join(process.cwd(), 'dist/cli/main.js'), 'run'];
    const out = ['--json', '--quiet', '--out', join(folder, 'reports')];
    return { words: [...words, join(folder, 'scenario.json'), ...out] };
  },
  read(output) {
    const [target] = parseJson<Result>(output).targets;
    if (target === undefined) throw new Error('the result has no target');
    const { ttft, latency, chunk_gap: gap } = target.metrics;
    return {
      ttft: { p50: ttft.p50, p99: ttft.p99 },
      latency: { p50: latency.p50, p99: latency.p99 },
      gap: { p50: gap.p50, p99: gap.p99 },
    };
  },
};
