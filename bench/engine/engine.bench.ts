import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { say, startPinnedServer } from '../client/pinned.ts';
import type { PretenuringFigures } from './pretenuring-process.ts';
import type { EngineFigures } from './workaround-process.ts';
import { WORKAROUNDS } from './workarounds.ts';

/**
 * Measures each workaround for an engine version alone, against what it stands in for, on this Node or
 * on those that PROOFLOAD_NODES lists, separated by commas. The median of three processes each.
 */
const NODES = (process.env['PROOFLOAD_NODES'] ?? process.execPath).split(',');
const ROUNDS = 3;
const PROCESS = resolve(import.meta.dirname, 'workaround-process.js');

function measure(node: string, words: readonly string[]): EngineFigures {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const flags = ['--expose-gc', '--initial-heap-size=2048', '--max-old-space-size=6144'];
    const out = execFileSync(node, [...flags, PROCESS, ...words], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the process, typed alike, wrote them
    return JSON.parse(out) as EngineFigures;
  });
  const median = (member: keyof EngineFigures): number =>
    rounds.map((round) => round[member]).toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
  return {
    micros: median('micros'),
    oldBytes: median('oldBytes'),
    pauseMicros: median('pauseMicros'),
  };
}

const cell = ({ micros, oldBytes, pauseMicros }: EngineFigures): string =>
  `${micros.toFixed(2)} / ${Math.max(0, Math.round(oldBytes))} / ${pauseMicros.toFixed(2)}`;

const versions = NODES.map((node) => execFileSync(node, ['-v'], { encoding: 'utf8' }).trim());
console.log(
  'An operation: CPU µs / bytes left to full collections / µs the collector held the loop.',
);
console.log(`| | ${versions.join(' | ')} |\n| --- | ${versions.map(() => '---').join(' | ')} |`);
for (const { name, file, operation, variants } of WORKAROUNDS) {
  console.log(`| **${name}** (${file}): ${operation} | ${versions.map(() => '').join(' | ')} |`);
  for (const variant of Object.keys(variants)) {
    const cells = NODES.map((node) => cell(measure(node, [name, variant])));
    console.log(`| ${variant} | ${cells.join(' | ')} |`);
  }
}

/** Arrivals a second, and for how long: what the runner does on a machine that is not quiet either. */
const LOAD = { rate: 500, seconds: 15 };

const server = await startPinnedServer(100, 20);
console.log(
  `\n**No allocation-site pretenuring** (src/cli/v8-flags.ts): ${LOAD.rate} arrivals a second for ${LOAD.seconds} s through the runner. Lateness p50 / p99 ms, major collections and marking steps, ms that they held the loop, CPU µs an arrival.`,
);
console.log(`| | ${versions.join(' | ')} |\n| --- | ${versions.map(() => '---').join(' | ')} |`);
for (const variant of ['ours', 'V8’s default']) {
  const cells = NODES.map((node) => {
    say(`${variant}, ${node}`);
    const task = { subject: 'proofload json', url: server.json, ...LOAD };
    const words = [resolve(import.meta.dirname, 'pretenuring-process.js'), variant];
    const out = execFileSync(node, ['--no-warnings', ...words, JSON.stringify(task)], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the process, typed alike, wrote them
    const { lateness, majors, majorMs, cpuMicros } = JSON.parse(out) as PretenuringFigures;
    return `${lateness.p50.toFixed(2)} / ${lateness.p99.toFixed(1)}, ${majors}, ${majorMs.toFixed(0)}, ${cpuMicros.toFixed(0)}`;
  });
  console.log(`| ${variant} | ${cells.join(' | ')} |`);
}
await server.close();
