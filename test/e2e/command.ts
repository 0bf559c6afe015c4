import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** The built command line. */
export const MAIN = join(ROOT, 'dist/cli/main.js');

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command line, as a user does, in a folder of its own. */
export function start(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, CI: 'true', ...env },
  });
  return { child, ended: ending(child) };
}

async function ending(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as (number | null)[];
  return { code: code ?? null, stdout, stderr };
}

export async function proofload(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return start(folder, words, env).ended;
}

/** Runs the command line where no file may grow beyond so many KiB: what a full disk does, for one process. */
export async function proofloadOnFullDisk(
  folder: string,
  words: readonly string[],
  kilobytes: number,
): Promise<Ended> {
  const main = join(ROOT, 'dist/cli/main.js');
  const script = `ulimit -f ${kilobytes}; exec "$0" "$@"`;
  const child = spawn('bash', ['-c', script, process.execPath, main, ...words], { cwd: folder });
  return ending(child);
}

/** Runs a scenario where no more files may be open at once, sockets among them. */
export async function proofloadOnFewFiles(folder: string, files: number): Promise<Ended> {
  const script = `ulimit -n ${files}; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', script, process.execPath, MAIN, 'run', 'scenario.json'], {
    cwd: folder,
  });
  return ending(child);
}

/** An empty folder with a scenario and twelve questions. */
export async function scenarioFolder(scenario: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-e2e-'));
  const rows = Array.from({ length: 12 }, (_, n) =>
    JSON.stringify({
      id: `q${n}`,
      question: `How many days may item ${n} be returned?`,
      context: [`Item ${n} may be returned for ${n + 10} days. Opening hours are nine to five.`],
      reference: `Item ${n} may be returned for ${n + 10} days.`,
    }),
  );
  await writeFile(join(folder, 'questions.jsonl'), `${rows.join('\n')}\n`);
  await writeFile(
    join(folder, 'scenario.json'),
    JSON.stringify({
      target: { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0' },
      dataset: 'questions.jsonl',
      prompt: {
        user: '<passages>{{ context | join: " " }}</passages><question>{{ question }}</question>',
        maxTokens: 60,
      },
      vus: 4,
      iterations: 12,
      ...scenario,
    }),
  );
  return folder;
}
