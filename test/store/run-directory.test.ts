import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../src/sample/sample.ts';
import type { Answer } from '../../src/store/answer.ts';
import { createRunDirectory, openRunDirectory } from '../../src/store/run-directory.ts';

const ID = '20261123-141530-customer-support-1f3c';

let root: string;
let warnings: string[];
const warn = (sentence: string) => void warnings.push(sentence);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proofload-run-'));
  warnings = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const sample = (index: number): Sample => ({
  index,
  scenario: 'peak',
  target: 'haiku',
  phase: 'measured',
  queryId: `q${index}`,
  tags: {},
  due: index * 10,
  stamps: { sent: index * 10 + 0.25, firstVisible: index * 10 + 400 },
  end: index * 10 + 900,
  chunks: 12,
  readsShared: 1,
  outcome: 'ok',
  attempts: [{ sent: index * 10 + 0.25, end: index * 10 + 900, outcome: 'ok' }],
  tokens: { input: 300, output: 60, source: 'reported' },
  leaks: 0,
});

const ANSWER: Answer = {
  scenario: 'peak',
  index: 0,
  target: 'haiku',
  queryId: 'q0',
  question: 'Why?',
  answer: 'Because.',
  context: [],
};

describe('run directory', () => {
  it('a run directory returns what was written into it', async () => {
    const written = createRunDirectory<{ value: number }>(join(root, 'reports'), ID, warn);
    written.write('run.json', { seed: 42 });
    for (let index = 0; index < 1000; index++) written.appendSample(sample(index));
    written.appendAnswer(ANSWER);
    written.appendScore({ value: 0.75 });
    written.write('metrics.hlog', '#[StartTime: 0]\n');
    written.write('result.json', { verdict: 'pass' });
    written.close();

    const run = openRunDirectory<{ value: number }>(join(root, 'reports', ID), warn);
    expect(JSON.parse(run.read('run.json'))).toEqual({ seed: 42 });
    expect(JSON.parse(run.read('result.json'))).toEqual({ verdict: 'pass' });
    expect(run.read('metrics.hlog')).toBe('#[StartTime: 0]\n');
    expect(await Readable.from(run.readSamples()).toArray()).toEqual(
      Array.from({ length: 1000 }, (_, index) => sample(index)),
    );
    expect(await Readable.from(run.readAnswers()).toArray()).toEqual([ANSWER]);
    expect(await Readable.from(run.readScores()).toArray()).toEqual([{ value: 0.75 }]);
    expect(warnings).toEqual([]);
  });

  it('a run directory accepts more scores after the run', async () => {
    const first = createRunDirectory<number>(root, ID, warn);
    first.write('run.json', {});
    first.appendScore(1);
    first.close();
    const second = openRunDirectory<number>(first.path, warn);
    second.appendScore(2);
    second.close();
    expect(await Readable.from(second.readScores()).toArray()).toEqual([1, 2]);
  });

  it('a run directory is readable up to the last flush when its process dies', async () => {
    const dying = createRunDirectory(root, ID, warn);
    dying.write('run.json', {});
    dying.appendSample(sample(0));
    dying.flush();
    dying.appendSample(sample(1));
    // Does not close, as a killed process would not.
    const samples = await Readable.from(openRunDirectory(dying.path, warn).readSamples()).toArray();
    expect(samples).toEqual([sample(0)]);
    dying.close();
  });

  it('a run directory has no file of a kind that was never written, and reads its lines as none', async () => {
    const run = createRunDirectory(root, ID, warn);
    expect(run.has('answers.ndjson')).toBe(false);
    expect(await Readable.from(run.readAnswers()).toArray()).toEqual([]);
    run.appendAnswer(ANSWER);
    run.close();
    expect(run.has('answers.ndjson')).toBe(true);
  });

  it('a run directory replaces a whole file at once and leaves no temporary file', () => {
    const run = createRunDirectory(root, ID, warn);
    run.write('summary.md', 'old');
    run.write('summary.md', 'new');
    expect(readdirSync(run.path)).toEqual(['summary.md']);
    expect(readFileSync(join(run.path, 'summary.md'), 'utf8')).toBe('new');
  });

  it('a run directory reports the missing file', () => {
    const run = createRunDirectory(root, ID, warn);
    expect(() => run.read('result.json')).toThrow(
      `The run in "${run.path}" has no result.json. It may have been stopped before it was written.`,
    );
  });

  it('a run directory is never created twice', () => {
    createRunDirectory(root, ID, warn);
    const path = join(root, ID);
    expect(() => createRunDirectory(root, ID, warn)).toThrow(
      `A file is in the way: ${path} could not be written. Choose another directory for the reports.`,
    );
  });

  it('a run directory cannot be created below a file', () => {
    const file = join(root, 'reports');
    writeFileSync(file, '');
    expect(() => createRunDirectory(file, ID, warn)).toThrow('A file is in the way');
  });

  it('a run directory is distinguished from any other directory', () => {
    expect(() => openRunDirectory(root, warn)).toThrow(
      `"${root}" is not the directory of a run: it has no run.json. Give a directory that \`proofload run\` made, such as reports/<run-id>.`,
    );
  });
});
