/**
 * Kills and stops a worker, the embedded emulator and the run itself at ten moments each, and tells how
 * each run ended. Throws where one hangs, passes, is called our defect, does not say which process was
 * lost, or leaves a process or a listening port behind. Linux alone: it reads /proc.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allListeners, listenersOf, processesIn } from './run-processes.ts';

const MAIN = resolve(import.meta.dirname, '../../../dist/cli/main.js');
/** Milliseconds from the start of the process, and of those that follow from its first sample. */
const FROM_START = [500, 1500, 3000];
const FROM_SAMPLE = [0, 200, 500, 1000, 2000, 3000, 5000];
const MOMENTS: Moment[] = [
  ...FROM_START.map((after) => ({ after, from: 'start' as const })),
  ...FROM_SAMPLE.map((after) => ({ after, from: 'first sample' as const })),
];
const AT_ONCE = 5;

/** Seconds in which a lost process must have ended the run: 10 heartbeats, a drain and a cut, on a busy machine. */
const GRACE = 45;

type Victim = 'worker' | 'emulator' | 'run';
type Signal = 'SIGKILL' | 'SIGSTOP';

interface Moment {
  readonly after: number;
  readonly from: 'start' | 'first sample';
}

interface Trial extends Moment {
  readonly code: number | null;
  readonly seconds: number;
  readonly left: 'report' | 'a sentence';
  /** What it printed of the loss, or `proofload report` of a run that was killed itself. */
  readonly said: string;
  readonly ports: number;
}

interface Printed {
  readonly code: number | null;
  readonly text: string;
}

/** What must be read where this process was lost. */
const NAMES: Readonly<Record<Victim, RegExp>> = {
  worker: /[^.]*\bworker\b[^.]*\b(?:killed|stopped responding)\b[^.]*/i,
  emulator: /[^.]*\bemulat(?:e|or)\b[^.]*\b(?:killed|stopped responding)\b[^.]*/i,
  run: /[^.]*\bprocess of the run ended before it had written its result\b|[^.]*is not the directory of a run\b[^.]*/i,
};

function folderWithScenario(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proofload-lost-')));
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

async function victimOf(child: ChildProcess, victim: Victim, folder: string): Promise<number> {
  if (victim === 'run') return child.pid ?? 0;
  const word = victim === 'worker' ? 'main.js worker' : 'main.js emulate';
  for (;;) {
    const found = processesIn(folder).find(({ words }) => words.includes(word));
    if (found !== undefined) return found.pid;
    if (child.exitCode !== null) throw new Error(`the run ended before it had a ${victim}`);
    await sleep(50);
  }
}

function command(folder: string, words: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'exit').then((): Printed => ({ code: child.exitCode, text }));
  return { child, ended };
}

async function trial(victim: Victim, signal: Signal, moment: Moment): Promise<Trial> {
  const { after, from } = moment;
  const name = `${victim} ${signal} ${after} ms after its ${from}`;
  const folder = folderWithScenario();
  const workers = victim === 'worker' ? '2' : '1';
  const words = ['run', 'scenario.json', '--quiet', '--workers', workers];
  const { child, ended } = command(folder, words);
  while (from === 'first sample' && !hasFile(folder, 'samples.ndjson')) await sleep(50);
  await sleep(after);
  const pid = await victimOf(child, victim, folder);
  const ports = listenersOf(processesIn(folder));
  const began = performance.now();
  process.kill(pid, signal);
  if (victim === 'run' && signal === 'SIGSTOP') {
    await sleep(2000);
    process.kill(pid, 'SIGKILL');
  }
  const end = await Promise.race([ended, sleep(GRACE * 1000, undefined, { ref: false })]);
  const seconds = (performance.now() - began) / 1000;
  await nothingLeft(name, { folder, ports, isHung: end === undefined });
  if (end === undefined) throw new Error(`${name}: the run did not end within ${GRACE} s`);
  const told = victim === 'run' ? await reported(folder) : end;
  if (told === undefined) {
    return {
      ...moment,
      code: null,
      seconds,
      left: 'a sentence',
      said: 'no run directory',
      ports: 0,
    };
  }
  const flat = told.text.replace(/\s+/g, ' ');
  const [said = ''] = NAMES[victim].exec(flat) ?? [];
  const left = hasFile(folder, 'report.html') ? 'report' : 'a sentence';
  const isWrong =
    said === '' ||
    told.code === 0 ||
    told.code === 107 ||
    told.code === null ||
    /^ +at \S+ \(.*:\d+:\d+\)$/m.test(told.text) ||
    // What is on disk is reported, be it only that nothing was asked.
    (left === 'a sentence' && hasFile(folder, 'samples.ndjson'));
  if (isWrong) throw new Error(`${name}: exit ${told.code}, ${left}: ${told.text}`);
  rmSync(folder, { recursive: true });
  return { ...moment, code: told.code, seconds, left, said: said.trim(), ports: ports.size };
}

/** What `proofload report` says of a run that was killed; undefined where it had no directory yet. */
async function reported(folder: string): Promise<Printed | undefined> {
  const id = runIds(folder)[0];
  return id === undefined ? undefined : command(folder, ['report', join('reports', id)]).ended;
}

/** Its processes may take a moment to hear that the run is gone; those that stay are ended here. */
async function nothingLeft(
  name: string,
  run: { folder: string; ports: ReadonlyMap<string, number>; isHung: boolean },
): Promise<void> {
  for (let waited = 0; waited < 100 && !run.isHung; waited++) {
    if (processesIn(run.folder).length === 0) break;
    await sleep(50);
  }
  const left = processesIn(run.folder);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  if (left.length > 0) throw new Error(`${name}: ${left.map(({ words }) => words).join()} left`);
  const listeners = allListeners();
  const open = [...run.ports].filter(([inode]) => listeners.has(inode));
  if (open.length > 0) throw new Error(`${name}: port ${open.map(([, port]) => port).join()} left`);
}

function runIds(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, 'reports'));
  } catch {
    return [];
  }
}

function hasFile(folder: string, name: string): boolean {
  const [id = ''] = runIds(folder);
  try {
    return readFileSync(join(folder, 'reports', id, name)).length > 0;
  } catch {
    return false;
  }
}

const rows = (['worker', 'emulator', 'run'] as const).flatMap((victim) =>
  (['SIGKILL', 'SIGSTOP'] as const).map((signal) => ({ victim, signal })),
);
process.stdout.write(
  'victim | signal | ended | exit codes | slowest end | reports | sentences | ports seen, left | processes left\n' +
    '--- | --- | --- | --- | --- | --- | --- | --- | ---\n',
);
const sayings = new Set<string>();
for (const { victim, signal } of rows) {
  const all: Trial[] = [];
  for (let from = 0; from < MOMENTS.length; from += AT_ONCE) {
    const some = MOMENTS.slice(from, from + AT_ONCE);
    all.push(...(await Promise.all(some.map(async (moment) => trial(victim, signal, moment)))));
  }
  const codes = [...new Set(all.map(({ code }) => code ?? 'none'))].join(', ');
  const slowest = Math.max(...all.map(({ seconds }) => seconds)).toFixed(1);
  const reports = all.filter(({ left }) => left === 'report').length;
  const ports = all.reduce((sum, each) => sum + each.ports, 0);
  const cells = [victim, signal, all.length, codes, `${slowest} s`, reports, all.length - reports];
  process.stdout.write(`${cells.join(' | ')} | ${ports}, 0 | 0\n`);
  for (const { said } of all) sayings.add(`${victim} ${signal}: ${said.replace(/\d+/g, 'N')}`);
}
process.stdout.write(`\nWhat was said:\n${[...sayings].map((each) => `- ${each}\n`).join('')}`);
