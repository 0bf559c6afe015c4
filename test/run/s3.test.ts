import { describe, expect, it } from 'vitest';
import { findingsOnEmulator } from '../doctor/doctor-in-process.ts';
import { expectCode } from '../e2e/expect-code.ts';
import { ASYNC, folderWithLogs } from './log-folder.ts';
import { runOnEmulator } from './run-in-process.ts';

describe('a scenario whose dataset lies in S3', () => {
  it('asks an asynchronous endpoint, whose answers come by S3', async () => {
    const { code, result, read } = await runOnEmulator(await folderWithLogs({ target: ASYNC }));
    expect(result.dataset).toMatchObject({ rows: 3, skippedRows: 0 });
    expect(read('answers.ndjson')).toContain('[redacted]');
    expect(read('answers.ndjson')).not.toContain('example.com');
    expect(result.targets[0]?.outcomes).toMatchObject({ ok: 6 });
    expectCode(code, 0);
  });

  it('is examined by the doctor, who says what to do where it is not there', async () => {
    const found = await findingsOnEmulator(await folderWithLogs());
    expect(found.find(({ subject }) => subject === 'dataset')).toMatchObject({
      level: 'ok',
      message: '3 rows can be asked.',
    });
    const empty = await findingsOnEmulator(await folderWithLogs({ emulator: {} }));
    const missing = empty.find(({ subject }) => subject === 'dataset');
    expect(missing).toMatchObject({ level: 'problem' });
    expect(`${missing?.message} ${missing?.remedy}`).toMatch(
      /no bucket "my-logs".*emulator\.buckets/,
    );
  });
});
