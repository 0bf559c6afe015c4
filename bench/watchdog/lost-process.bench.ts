/**
 * Kills and stops a worker, the embedded emulator and the run itself at ten moments each, and tells how
 * each run ended. Throws where one hangs, passes, is called our defect, or leaves a process behind.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = resolve(import.meta.dirname, '../../../dist/cli/main.js');
/** Milliseconds from the start of the process, and of those that follow from its first sample. */
const FROM_START = [500, 1500, 3000];
const FROM_SAMPLE = [0, 200, 500, 1000, 2000, 3000, 5000];
const MOMENTS: Moment[] = [
  ...FROM_START.map((after) => ({ after, from: 'start' as const })),
  ...FROM_SAMPLE.map((after) => ({ after, from: 'first sample' as const })),
];
const AT_ONCE = 5;

type Victim = 'worker' | 'emulator' | 'run';
type Signal = 'SIGKILL' | 'SIGSTOP';

interface Moment {
  readonly after: number;
  readonly from: 'start' | 'first sample';
}

interface Ended {
  readonly code: number | null;
  readonly seconds: number;
  readonly reported: boolean;
}

function folderWithScenario(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-lost-'));
  const rows = Array.from({ length: 9 }, (_, n) => JSON.stringify({ question: `What is ${n}?` }));
  writeFileSync(join(folder, 'rows.jsonl'), `${rows.join('\n')}\n`);
  writeFileSync(
    join(folder, 'scenario.json'),
    JSON.stringify({
      target: { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0' },
      dataset: 'rows.jsonl',
      prompt: { user: '{{ question }}', maxTokens: 40 },
      scenarios: {
        steady: {
          executor: 'constant-arrival-rate',
          rate: 5,
          duration: '60s',
          preAllocatedVUs: 30,
        },
      },
      thresholds: { latency: ['p(50)<60000'] },
    }),
  );
  return folder;
}

/** The processes that a run started, by what they are. */
function childrenOf(parent: number): { pid: number; words: string }[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const [pid, ppid, ...words] = line.trim().split(/\s+/);
    return Number(ppid) === parent ? [{ pid: Number(pid), words: words.join(' ') }] : [];
  });
}

async function victimOf(child: ChildProcess, victim: Victim): Promise<number> {
  const { pid = 0 } = child;
  if (victim === 'run') return pid;
  const word = victim === 'worker' ? 'main.js worker' : 'main.js emulate';
  for (;;) {
    const found = childrenOf(pid).find(({ words }) => words.includes(word));
    if (found !== undefined) return found.pid;
    if (child.exitCode !== null) throw new Error(`the run ended before it had a ${victim}`);
    await sleep(50);
  }
}

async function trial(victim: Victim, signal: Signal, { after, from }: Moment): Promise<Ended> {
  const folder = folderWithScenario();
  const words = ['run', 'scenario.json', '--quiet', '--workers', victim === 'worker' ? '2' : '1'];
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (from === 'first sample' && !hasFile(folder, 'samples.ndjson')) await sleep(50);
  await sleep(after);
  const pid = await victimOf(child, victim);
  const known = childrenOf(child.pid ?? 0).map((each) => each.pid);
  const began = performance.now();
  process.kill(pid, signal);
  if (victim === 'run' && signal === 'SIGSTOP') {
    await sleep(2000);
    process.kill(pid, 'SIGKILL');
  }
  await Promise.race([ended, sleep(60_000, undefined, { ref: false })]);
  const seconds = (performance.now() - began) / 1000;
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    throw new Error(`${victim} ${signal} ${after} ms after its ${from}: the run hangs`);
  }
  await sleep(3000);
  const left = known.filter((each) => isAlive(each));
  if (left.length > 0)
    throw new Error(`${victim} ${signal} ${after} ms after its ${from}: ${left.join()} left`);
  return { code: child.exitCode, seconds, reported: hasFile(folder, 'report.html') };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function hasFile(folder: string, name: string): boolean {
  try {
    const [id = ''] = readdirSync(join(folder, 'reports'));
    return readdirSync(join(folder, 'reports', id)).includes(name);
  } catch {
    return false;
  }
}

const rows: [Victim, Signal][] = (['worker', 'emulator', 'run'] as const).flatMap((victim) =>
  (['SIGKILL', 'SIGSTOP'] as const).map((signal): [Victim, Signal] => [victim, signal]),
);
for (const [victim, signal] of rows) {
  const all: Ended[] = [];
  for (let from = 0; from < MOMENTS.length; from += AT_ONCE) {
    const some = MOMENTS.slice(from, from + AT_ONCE);
    all.push(...(await Promise.all(some.map(async (moment) => trial(victim, signal, moment)))));
  }
  const codes = [...new Set(all.map(({ code }) => code ?? 'killed'))].join(', ');
  const slowest = Math.max(...all.map(({ seconds }) => seconds)).toFixed(1);
  const reported = all.filter((each) => each.reported).length;
  process.stdout.write(
    `${victim} ${signal}: ${all.length} ended, exit ${codes}, ${slowest} s at most, ${reported} reports\n`,
  );
  const wrong = all.filter(({ code }) => code === 0 || code === 107);
  if (wrong.length > 0) throw new Error(`${victim} ${signal}: ${JSON.stringify(wrong)}`);
}
