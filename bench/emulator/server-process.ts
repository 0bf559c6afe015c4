import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { disableAllocationSitePretenuring } from '../../src/cli/v8-flags.ts';
import { startEmulator } from '../../src/emulator/emulator.ts';
import type { ServedRequest } from '../../src/emulator/request/served-request.ts';
import { bareWrite } from './bare-write.ts';

// As the command line does.
disableAllocationSitePretenuring();

/** ServedFigures are what the emulator did since it was last asked, by its own log and clock. */
export interface ServedFigures {
  readonly requests: number;
  /** Content events written: one for each token of a stream. */
  readonly tokens: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** How much later than due each request's latest token was written, ms. */
  readonly lateness: { readonly p50: number; readonly p99: number };
  /** Requests that did not end well. */
  readonly failed: number;
}

/**
 * Many slow streams and not few fast ones: where the server is late by less than the gap between two
 * tokens, each still has a write of its own.
 */
const slow = join(mkdtempSync(join(tmpdir(), 'proofload-bench-')), 'slow.profile.json');
writeFileSync(
  slow,
  JSON.stringify({
    name: 'slow',
    mode: 'pooled',
    provenance: { status: 'assumed', source: 'The emulator bench: 15 tokens a second.' },
    ttft: 200,
    ttftSigma: 0.2,
    perInputToken: 0,
    tokensPerSecond: 15,
    speedSigma: 0.2,
    tailProbability: 0,
    tailFactor: 1,
  }),
);

const emulator = await startEmulator({
  settings: {
    profiles: { 'bench.stream': slow, 'bench.whole': 'stand-in-judge' },
    quotas: {},
    capacity: {},
    faults: [],
  },
  seed: 1,
});

let wall = performance.now();
let cpu = process.cpuUsage();

function figures(): ServedFigures {
  const used = process.cpuUsage(cpu);
  const now = performance.now();
  const served = emulator.log().filter(({ end }) => end >= wall && end < now);
  const made: ServedFigures = {
    requests: served.length,
    tokens: served.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    wallMs: now - wall,
    cpuMs: (used.user + used.system) / 1000,
    lateness: latenessOf(served),
    failed: served.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'interrupted').length,
  };
  wall = now;
  cpu = process.cpuUsage();
  return made;
}

function latenessOf(served: readonly ServedRequest[]): ServedFigures['lateness'] {
  const sorted = served
    .flatMap(({ lateness }) => lateness ?? [])
    .toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

process.stdout.write(`${emulator.url}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const answer = line === 'bare-write' ? await bareWrite() : figures();
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await emulator.close();
