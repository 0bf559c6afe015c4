import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODY, parseJson, type Peer, type Quantiles, step } from './peer.ts';

/**
 * LLMeter, in Python, through the OpenAI client in threads. Its dependencies on S3 are left out:
 * pip finds no versions of them that agree within minutes, and nothing here uses them.
 */
export const llmeter: Peer = {
  name: 'llmeter 0.2.0',
  install(folder) {
    if (existsSync(join(folder, 'lib/python3.11/site-packages/llmeter'))) return;
    step(folder, ['python3', '-m', 'venv', folder]);
    const pip = [join(folder, 'bin/pip'), 'install', '-q'];
    step(folder, [...pip, 'openai<2', 'httpx', 'jmespath', 'tqdm', 'universal-pathlib', 'boto3']);
    step(folder, [...pip, '--no-deps', 'llmeter==0.2.0']);
  },
  command(folder, { url, streams, seconds }) {
    const file = join(folder, 'drive.py');
    writeFileSync(
      file,
      `import asyncio, json, statistics
from llmeter.endpoints.openai import OpenAICompletionStreamEndpoint
from llmeter.runner import Runner
endpoint = OpenAICompletionStreamEndpoint("metronome", api_key="none", base_url=${JSON.stringify(new URL('.', new URL('.', url)).href.replace(/chat\/$/, ''))})
payload = json.loads(${JSON.stringify(BODY)})
runner = Runner(endpoint, clients=${streams}, run_duration=${seconds}, payload=payload)
result = asyncio.run(runner.run())
def quantiles(name):
    times = [1000 * getattr(r, name) for r in result.responses if getattr(r, name) is not None]
    cuts = statistics.quantiles(times, n=100)
    return {"p50": cuts[49], "p99": cuts[98]}
print(json.dumps({"ttft": quantiles("time_to_first_token"), "latency": quantiles("time_to_last_token")}))
`,
    );
    return { words: [join(folder, 'bin/python'), file] };
  },
  read(output) {
    const last = output.trim().split('\n').at(-1) ?? '';
    return parseJson<{ ttft: Quantiles; latency: Quantiles }>(last);
  },
};
