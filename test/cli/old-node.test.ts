import { describe, expect, it } from 'vitest';
import { refuseOldNode } from '../../src/cli/old-node.ts';

describe('a Node', () => {
  it.each(['18.20.4', '20.18.9', '20.9.0', '6.0.0'])('%s is too old for >=20.19', (version) => {
    expect(() => refuseOldNode(version, '>=20.19')).toThrow(
      `proofload needs Node 20.19 or newer, and this is Node ${version}.`,
    );
  });

  it.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0'])('%s is new enough', (version) => {
    expect(() => refuseOldNode(version, '>=20.19')).not.toThrow();
  });
});
