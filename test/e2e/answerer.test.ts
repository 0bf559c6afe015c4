import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CheckResult } from '../../src/doctor/finding.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import { chatRecorder, chatTarget } from '../run/chat-service.ts';
import { proofload, scenarioFolder } from './command.ts';
import { expectCode } from './expect-code.ts';
import { runDirectory } from './run-processes.ts';

const NOVA = { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0' };
const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com';

it('a target, a route and a judge on a host of one’s own are asked there beside emulated ones, by workers and the doctor too', async () => {
  const { origin, asked } = await chatRecorder();
  const own = chatTarget(origin);
  const targets = {
    nova: NOVA,
    own,
    route: { kind: 'route', by: 'fallback', parts: { own, sure: NOVA } },
  };
  const folder = await scenarioFolder({
    target: undefined,
    vus: undefined,
    iterations: undefined,
    targets,
    scenarios: Object.fromEntries(
      Object.keys(targets).map((target) => [
        target,
        { executor: 'shared-iterations', vus: 2, iterations: 4, target },
      ]),
    ),
    judge: {
      target: chatTarget(origin, { model: 'own-judge' }),
      criteria: ['relevance'],
      sample: 2,
    },
  });
  const doctor = await proofload(folder, ['doctor', 'scenario.json', '--json']);
  const places = (JSON.parse(doctor.stdout) as CheckResult[])
    .filter(({ subject }) => subject === 'place')
    .map(({ message }) => message);
  expect(places).toEqual([
    'The embedded emulator answers nova, route.sure: this does not check access to AWS.',
    `${origin}/v1 answers own, route.own, judge.`,
  ]);
  asked.length = 0;

  const flags = ['--seed', '9', '--workers', '2', '--no-answers'];
  const words = ['run', 'scenario.json', '--json', '--quiet', ...flags];
  const { code, stdout, stderr } = await proofload(folder, words);
  expect(stdout, stderr).not.toBe('');
  expectCode(code, 0);
  const service = { address: `${origin}/v1`, by: 'service' };
  const emulated = { address: BEDROCK, by: 'embedded emulator' };
  expect(JSON.parse(stdout) as RunResult).toMatchObject({
    emulated: true,
    endpoint: 'mixed',
    judge: { standIn: false, answerers: [service] },
    targets: [
      { outcomes: { ok: 4 }, answerers: [emulated] },
      { outcomes: { ok: 4 }, answerers: [service] },
      { outcomes: { ok: 4 }, answerers: [service, emulated] },
    ],
  });
  const models = asked.map(({ body }) => (JSON.parse(body) as { model: string }).model);
  expect(models.filter((model) => model === 'own-model')).toHaveLength(8);
  expect(models).toContain('own-judge');
  const reports = ['report.html', 'summary.md', 'junit.xml'].map((file) =>
    readFileSync(join(runDirectory(folder), file), 'utf8'),
  );
  expect(reports.join('\n')).toContain('Partly emulated run: the numbers of nova');
  expect(reports.join('\n')).toContain(`${origin}/v1`);
  expect(reports.join('\n')).toContain(`proofload run scenario.json ${flags.join(' ')}`);
});

it('a target on a host of one’s own is not asked where the command line says emulator over the scenario', async () => {
  const { origin, asked } = await chatRecorder();
  const folder = await scenarioFolder({ target: chatTarget(origin), endpoint: 'live' });
  const words = ['run', 'scenario.json', '--json', '--quiet', '--endpoint', 'emulator'];
  const { stdout } = await proofload(folder, words);
  expect(JSON.parse(stdout)).toMatchObject({
    emulated: true,
    targets: [{ answerers: [{ address: `${origin}/v1`, by: 'embedded emulator' }] }],
  });
  expect(asked).toEqual([]);
});
