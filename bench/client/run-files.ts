import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '../../src/sample/sample.ts';
import { openNdjson } from '../../src/store/ndjson-file.ts';

/** RunFiles are the samples of a run that nobody keeps. */
export interface RunFiles {
  append(sample: Sample): void;
  close(): void;
}

export function openRunFiles(): RunFiles {
  const directory = mkdtempSync(join(tmpdir(), 'proofload-bench-'));
  const file = openNdjson<Sample>(join(directory, 'samples.ndjson'), () => undefined);
  return {
    append: (sample) => file.append(sample),
    close() {
      file.close();
      rmSync(directory, { recursive: true });
    },
  };
}
