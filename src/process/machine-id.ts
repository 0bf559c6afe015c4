import { createHash } from 'node:crypto';
import { cpus, hostname, totalmem } from 'node:os';

/**
 * Identifier of what a calibration is valid for: 16 hex digits that change with the computer, its
 * processors, its memory, and the versions of Node and proofload. It reveals none of these.
 */
export type MachineId = string;

export function machineId(proofload: string): MachineId {
  const processors = cpus().map(({ model }) => model);
  const facts = [
    hostname(),
    process.platform,
    process.arch,
    processors,
    totalmem(),
    process.versions.node,
    proofload,
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}
