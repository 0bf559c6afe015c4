import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderToolView } from '../../../src/report/compat/tool-view.ts';
import { TOOL_VIEWS, toolViewNamed } from '../../../src/report/compat/tool-views.ts';
import { sampleOf } from '../../metrics/sample-stub.ts';
import { SAMPLES } from './sample-set.ts';

const GOLDEN = join(import.meta.dirname, '../../golden/compat');
const kinds = new Map([['haiku', 'bedrock-converse']]);

function seenAs(name: string, samples = SAMPLES, kind = 'bedrock-converse'): string {
  return renderToolView(toolViewNamed(name), samples, new Map([['haiku', kind]]));
}

/** The figures of the line that begins with this label, or holds it after blanks. */
function figures(text: string, label: string): number[] {
  const line = text.split('\n').find((each) => each.trimStart().startsWith(label)) ?? '';
  return (line.slice(line.indexOf(label) + label.length).match(/-?[\d.,]+/g) ?? []).map((figure) =>
    Number(figure.replaceAll(',', '')),
  );
}

describe('a tool view', () => {
  it.each(TOOL_VIEWS.map(({ name }) => name))('of %s equals the golden file', async (name) => {
    await expect(seenAs(name)).toMatchFileSnapshot(join(GOLDEN, `${name}.txt`));
  });

  it('of an unknown tool throws a Problem that suggests the nearest one', () => {
    expect(() => toolViewNamed('vlm')).toThrow('Did you mean "vllm"?');
    expect(() => toolViewNamed('locust')).toThrow('Known tools: vllm, guidellm, aiperf');
  });

  it('shows each target separately, because those tools measure one at a time', () => {
    const other = sampleOf({ target: 'llama' });
    const text = renderToolView(toolViewNamed('vllm'), [...SAMPLES, other], kinds);
    expect(text.match(/^(haiku|llama)$/gm)).toEqual(['haiku', 'llama']);
  });

  it('says so if no answer was complete', () => {
    const failures = SAMPLES.filter(({ outcome }) => outcome !== 'ok');
    for (const { name } of TOOL_VIEWS)
      expect(seenAs(name, failures)).toContain('No answer was complete.');
  });

  it('supports an answer in one body, of which only the end is known', () => {
    const plain = sampleOf({ stamps: { sent: 0 }, chunks: 1, tokens: { source: 'unknown' } });
    for (const { name } of TOOL_VIEWS) expect(seenAs(name, [plain])).not.toMatch(/NaN|Infinity/);
  });
});

/** TTFT 1 s, latency 3 s, 101 tokens in 26 chunks of about four: one stream, as six tools see it. */
const stream = SAMPLES.filter(({ due }) => due === 0);

describe('the figures of one stream', () => {
  it.each([
    ['vllm', 'Mean TPOT (ms):', 26],
    ['vllm', 'Mean ITL (ms):', 100],
    ['aiperf', 'Inter Token Latency (ms)', 20],
    ['guidellm', 'ITL ms', 20],
    ['guidellm', 'TPOT ms', 29.7],
    ['llmperf', '    mean =', 0.115385],
    ['llmeter', 'time_per_output_token-average:', 0.02],
    ['genai-bench', 'tpot', 0.0265],
  ])('contain, for %s, "%s" %d', (name, label, value) => {
    expect(figures(seenAs(name, stream), label.trim())[0]).toBe(value);
  });
});

describe('the figures of constructed exchanges', () => {
  // The numbers were worked out apart, with numpy and Python's statistics.
  it.each([
    ['vllm', 'Output token throughput (tok/s):', [37.41]],
    ['vllm', 'Mean TTFT (ms):', [583.33]],
    ['vllm', 'P99 TTFT (ms):', [1920]],
    ['vllm', 'Mean TPOT (ms):', [17.75]],
    ['vllm', 'P99 TPOT (ms):', [31.04]],
    ['vllm', 'Mean ITL (ms):', [25.04]],
    ['vllm', 'Median E2EL (ms):', [1800]],
    ['guidellm', 'Request Latency Sec', [1.6, 4.5]],
    ['guidellm', 'ITL ms', [20, 30]],
    ['guidellm', 'TPOT ms', [22.4, 39]],
    ['guidellm', 'Requests Per Sec', [0.6]],
    ['guidellm', 'Input Tokens Per Sec', [203.1]],
    ['guidellm', 'Output Tokens Per Sec', [107.4]],
    ['aiperf', 'Time to First Token (ms)', [741.67, 250, 2000, 1950, 1500, 450, 614.01]],
    ['aiperf', 'Inter Token Latency (ms)', [16, 0, 30, 29.6, 26, 20, 10.2]],
    ['aiperf', 'Output Token Throughput (tokens/sec)', [91.82]],
    ['aiperf', 'Request Throughput (requests/sec)', [1.09]],
    ['llmperf', 'p99 =', [1.9125]],
    ['llmperf', 'stddev =', [0.785517]],
    ['llmperf', 'Overall Output Throughput:', [37.4074]],
    ['llmperf', 'Number Of Errored Requests:', [2]],
    ['llmeter', 'time_to_last_token-p90:', [4.95]],
    ['llmeter', 'time_to_last_token-p99:', [5.895]],
    ['llmeter', 'time_to_first_token-p50:', [0.7]],
    ['llmeter', 'time_per_output_token-average:', [0.014]],
    ['llmeter', 'requests_per_minute:', [137.143]],
    ['llmeter', 'output_tps:', [37.4074]],
    ['genai-bench', 'ttft', [0.58333, 0.2, 2, 0.63683, 0.2625, 0.325, 0.3875, 1.2, 1.6, 1.92]],
    ['genai-bench', 'tpot', [0.022488, 0.010101, 0.03175, 0.0080017]],
    ['genai-bench', 'error_rate', [0]],
  ])('are, as %s has them, "%s" %j', (name, label, values) => {
    expect(figures(seenAs(name), label).slice(0, values.length)).toEqual(values);
  });

  it('have genai-bench’s TTFT at the first text if the target is not Bedrock', () => {
    expect(figures(seenAs('genai-bench', SAMPLES, 'openai'), 'ttft')[0]).toBe(0.74167);
  });

  it('have a p99 above the slowest answer by the exclusive method', () => {
    const slowest = Math.max(...figures(seenAs('llmperf'), 'max ='), 4.5);
    expect(figures(seenAs('llmeter'), 'time_to_last_token-p99:')[0]).toBeGreaterThan(slowest);
  });
});
