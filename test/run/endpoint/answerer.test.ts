import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { findingsOf } from '../../doctor/doctor-in-process.ts';
import { scenarioFolder } from '../../e2e/command.ts';
import { expectCode } from '../../e2e/expect-code.ts';
import { chatRecorder, chatTarget, freePort, listening } from '../chat-service.ts';
import { runInProcess } from '../run-in-process.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('a target on a host of one’s own', () => {
  it.each([
    ['no objective', {}],
    ['an objective that silence would meet', { throttled: ['rate<0.5'] }],
    ['an objective that silence misses', { failed: ['rate<0.5'] }],
  ])('with nothing there does not pass, with %s', async (_, thresholds) => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    const folder = await scenarioFolder({ target: chatTarget(origin), thresholds });
    const { code, result, read } = await runInProcess(folder);
    // A miss is withheld where a busy machine made the measurement invalid.
    const misses = result.validity === 'invalid' ? ['inconclusive'] : [];
    expect(['no-data', 'fail', ...misses]).toContain(result.verdict);
    expect(result).toMatchObject({
      headline: expect.stringMatching(/^None of 12 requests was answered/) as unknown,
      emulated: false,
      endpoint: 'live',
      targets: [
        {
          answerers: [{ address: `${origin}/v1`, by: 'service' }],
          outcomes: { unreachable: 12 },
        },
      ],
    });
    expectCode(code, 99);
    for (const file of ['report.html', 'summary.md', 'junit.xml']) {
      expect(read(file), file).not.toContain('Emulated run');
    }
  });

  it('says that it is an emulator of ours where one answers there', async () => {
    const settings = { profiles: {}, quotas: {}, faults: [] };
    const emulator = await startEmulator({ settings, seed: 1 });
    onTestFinished(() => emulator.close());
    const target = chatTarget(emulator.url);
    const { result } = await runInProcess(await scenarioFolder({ target, vus: 1, iterations: 1 }));
    expect(result).toMatchObject({
      emulated: true,
      targets: [{ answerers: [{ address: `${emulator.url}/v1`, by: 'emulator' }] }],
    });
  });
});

describe('an endpoint', () => {
  it.each(['live', 'aws'])('of %s asks each service at its own address', async (endpoint) => {
    const { origin, asked } = await chatRecorder();
    const target = chatTarget(origin);
    const folder = await scenarioFolder({ target, endpoint, vus: 1, iterations: 2 });
    const { result } = await runInProcess(folder);
    expect(asked).toHaveLength(2);
    expect(result).toMatchObject({ endpoint: 'live', emulated: false });
    const lines = renderText(result, { colour: false, width: 80 }).split('\n');
    const top = lines.find((line) => line.includes(' requests')) ?? '';
    expect(top).toContain(origin);
    expect(top.toLowerCase()).not.toContain('aws');
  });

  it('that answers 200 to everything is no emulator, and is not asked with its keys', async () => {
    const port = await listening(
      createServer((_, response) => {
        response.setHeader('content-type', 'application/json');
        response.end('{"status":"ok"}');
      }),
    );
    const endpoint = `http://127.0.0.1:${port}`;
    const folder = await scenarioFolder({ endpoint });
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
    const { result } = await runInProcess(folder);
    expect(result).toMatchObject({
      emulated: false,
      targets: [{ answerers: [{ address: endpoint, by: 'service' }] }],
    });
    vi.unstubAllEnvs();
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) {
      vi.stubEnv(name, undefined);
    }
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
      vi.stubEnv(name, join(folder, 'absent'));
    }
    await expect(runInProcess(folder)).rejects.toThrow(/credentials/i);
  });
});

describe('the doctor', () => {
  it('asks what the run asks', async () => {
    const { origin, asked } = await chatRecorder();
    const folder = await scenarioFolder({ target: chatTarget(origin) });
    await findingsOf(folder);
    const [probe] = asked.splice(0);
    await runInProcess(folder);
    expect(asked).toContainEqual(probe);
  });
});

describe('a threshold that can never have data', () => {
  it.each([
    ['quality_pass', 'rate>0.5', /scenario\.json:1:\d+: The threshold .* no judge/],
    ['cost_per_month', 'value<5', /no demand.* Add demand/],
    ['latency{tenant:nobody}', 'p(50)<5', /a tag "tenant"/],
  ])('is refused before the run, and by the doctor: %s', async (metric, expression, sentence) => {
    const { origin, asked } = await chatRecorder();
    const thresholds = { [metric]: [expression] };
    const folder = await scenarioFolder({ target: chatTarget(origin), thresholds });
    await expect(runInProcess(folder)).rejects.toThrow(sentence);
    expect(asked).toEqual([]);
    expect(await findingsOf(folder)).toContainEqual({
      subject: 'thresholds',
      level: 'problem',
      message: expect.stringContaining('can never have data') as unknown,
      remedy: expect.any(String) as unknown,
    });
  });
});
