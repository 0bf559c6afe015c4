import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Calibration } from '../runner/calibration/calibration.ts';
import { isBelievable } from '../runner/calibration/error-bar.ts';
import { PROTOCOLS } from '../runner/calibration/protocol.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';
import { writeProblem } from '../store/write-problem.ts';
import type { MachineId } from './machine-id.ts';

/** Stores calibrations by machine, for later runs. */
export interface CalibrationCache {
  /** Returns the calibrations of a machine; none if the file is missing or unreadable. */
  read(machine: MachineId): readonly Calibration[];
  /** Adds the valid ones; each replaces one of the same protocol and load. */
  add(machine: MachineId, calibrations: readonly Calibration[]): void;
}

const errors = z.object({
  n: z.number(),
  p50: z.number(),
  p99: z.number(),
  p99AtMost: z.number(),
  max: z.number(),
});

const calibration = z.object({
  protocol: z.enum(PROTOCOLS),
  streams: z.number(),
  tokensPerSecond: z.number(),
  at: z.string(),
  ttftErrorMs: errors,
  chunkGapErrorMs: errors.exactOptional(),
  latencyErrorMs: errors,
  cpuMicrosPerEvent: z.number(),
  eventsPerSecond: z.number(),
  serverLatenessMs: z.object({ p50: z.number(), p99: z.number() }),
  elu: z.number(),
  validity: z.enum(['valid', 'suspect', 'invalid']),
  validityReasons: z.array(z.string()),
});

const SCHEMA = 'proofload.calibration/1';

const content = z.object({
  schema: z.literal(SCHEMA),
  machines: z.record(z.string(), z.array(calibration)),
});

interface Content {
  readonly schema: typeof SCHEMA;
  readonly machines: Readonly<Record<MachineId, readonly Calibration[]>>;
}

/** Returns the path in the user's cache directory (XDG Base Directory Specification). */
export function calibrationCache(env: NodeJS.ProcessEnv): CalibrationCache {
  const cache = env['XDG_CACHE_HOME'];
  const root = cache === undefined || cache === '' ? join(homedir(), '.cache') : cache;
  const file = join(root, 'proofload', 'calibration.json');
  return {
    read: (machine) => load(file).machines[machine] ?? [],
    add(machine, measured) {
      const fresh = measured.filter(isBelievable);
      const { machines } = load(file);
      const kept = (machines[machine] ?? []).filter(
        (old) => !fresh.some((each) => keyOf(each) === keyOf(old)),
      );
      save(file, { schema: SCHEMA, machines: { ...machines, [machine]: [...kept, ...fresh] } });
    },
  };
}

function keyOf({ protocol, streams, tokensPerSecond }: Calibration): string {
  return [protocol, streams, tokensPerSecond].join(' ');
}

/** Ignores an unreadable cache; its content can be measured again. */
function load(file: string): Pick<Content, 'machines'> {
  try {
    return content.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { machines: {} };
  }
}

function save(file: string, kept: Content): void {
  const beside = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(beside, `${JSON.stringify(knownSecrets.scrubAll(kept), undefined, 2)}\n`);
    renameSync(beside, file);
  } catch (cause) {
    throw writeProblem(file, cause, 'The calibration was printed, but no later run will know it.');
  }
}
