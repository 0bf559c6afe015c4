import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNdjson } from '../../src/store/ndjson-file.ts';

let folder: string;
let file: string;
let warnings: string[];
const warn = (sentence: string) => void warnings.push(sentence);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-store-'));
  file = join(folder, 'lines.ndjson');
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

async function linesOf(path: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of openNdjson(path, warn).read()) values.push(value);
  return values;
}

describe('damage to an NDJSON file', () => {
  const written = () => {
    const lines = openNdjson<number>(file, warn);
    for (let n = 0; n < 10; n++) lines.append(n);
    lines.flush();
    return lines;
  };

  it('an NDJSON file reports no damage where all is intact, with earlier and buffered lines left out', () => {
    writeFileSync(file, '"earlier"\n');
    const lines = written();
    lines.append(11);
    expect(lines.damage()).toBeUndefined();
    lines.close();
    expect(lines.damage()).toBeUndefined();
    expect(openNdjson(join(folder, 'none.ndjson'), warn).damage()).toBeUndefined();
  });

  it.each<[string, () => void, RegExp]>([
    ['cut', () => truncateSync(file, 7), /has 7 bytes instead of 20 after 10 lines/],
    ['removed', () => rmSync(file), /is gone after 10 lines/],
    ['added to', () => appendFileSync(file, '12\n'), /has 23 bytes instead of 20/],
  ])(
    'an NDJSON file reports when it was %s, even when more was written after that',
    (_, harm, message) => {
      const lines = written();
      harm();
      expect(lines.damage()).toMatch(message);
      lines.append(13);
      lines.flush();
      expect(lines.damage()).toBeDefined();
      lines.close();
    },
  );
});

describe('NDJSON file', () => {
  it('an NDJSON file returns every value in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), async (values) => {
        rmSync(file, { force: true });
        const lines = openNdjson(file, warn);
        for (const value of values) lines.append(value);
        lines.close();
        expect(await linesOf(file)).toEqual(values.map((v) => JSON.parse(JSON.stringify(v))));
      }),
      { numRuns: 50 },
    );
    expect(warnings).toEqual([]);
  });

  it('an NDJSON file does not exist before its first line, and then reads as empty', async () => {
    const lines = openNdjson(file, warn);
    expect(await linesOf(file)).toEqual([]);
    lines.close();
    expect(existsSync(file)).toBe(false);
  });

  it('an NDJSON file buffers lines until it is flushed or 64 KB have accumulated', () => {
    const lines = openNdjson(file, warn);
    lines.append('a');
    expect(existsSync(file)).toBe(false);
    lines.flush();
    expect(statSync(file).size).toBe(4);
    lines.append('x'.repeat(65_536));
    expect(statSync(file).size).toBe(4 + 65_539);
    lines.close();
  });

  it('an NDJSON file omits a torn last line and warns', async () => {
    writeFileSync(file, '{"a":1}\n{"a":2}\n{"a":');
    expect(await linesOf(file)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(warnings).toEqual([`The last line of ${file} is torn and was left out; 2 are whole.`]);
  });

  it('an NDJSON file cuts off a torn last line of any length before it appends', async () => {
    writeFileSync(file, `{"a":1}\n"${'x'.repeat(200_000)}`);
    const lines = openNdjson(file, warn);
    lines.append({ a: 2 });
    lines.close();
    expect(warnings).toEqual([`${file} ended in a torn line of 200001 bytes, which was cut off.`]);
    expect(await linesOf(file)).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('an NDJSON file does not treat garbage in its middle as a torn end', async () => {
    writeFileSync(file, '{"a":1}\n{"a":\n{"a":3}\n');
    await expect(linesOf(file)).rejects.toMatchObject({
      name: 'Problem',
      message: `${file}:2: The line is not JSON. Remove it: lines can be torn only at the end, so something else wrote here.`,
    });
  });

  it("an NDJSON file appends to another process's lines", async () => {
    writeFileSync(file, '1\n');
    const lines = openNdjson(file, warn);
    lines.append(2);
    lines.flush();
    appendFileSync(file, '3\n');
    lines.append(4);
    lines.close();
    expect(await linesOf(file)).toEqual([1, 2, 3, 4]);
  });

  it('an NDJSON file says where earlier output can be read when it cannot be opened', () => {
    const lines = openNdjson(folder, warn);
    lines.append(1);
    expect(() => lines.flush()).toThrow(
      `A directory is in the way: ${folder} could not be written. What was written up to here is readable in ${tmpdir()}.`,
    );
  });

  it.skipIf(!existsSync('/dev/full'))(
    'an NDJSON file reports a full disk (needs /dev/full)',
    () => {
      symlinkSync('/dev/full', file);
      const lines = openNdjson(file, warn);
      lines.append(1);
      const full = `The disk is full: ${file} could not be written. What was written up to here is readable in ${folder}.`;
      expect(() => lines.flush()).toThrow(
        expect.objectContaining({ name: 'Problem', message: full }),
      );
      expect(() => lines.close()).toThrow(full);
    },
  );

  // A file-size limit is the only way to an incomplete write that needs no privileges.
  it.skipIf(process.platform !== 'linux')(
    'an NDJSON file keeps whole lines when a write stops half-way (needs Linux)',
    async () => {
      const script = join(folder, 'fill.ts');
      writeFileSync(
        script,
        `import { openNdjson } from ${JSON.stringify(resolve('src/store/ndjson-file.ts'))};
       const lines = openNdjson(${JSON.stringify(file)}, () => {});
       for (let i = 0; i < 400; i++) lines.append({ i, é: 'é'.repeat(40) });
       for (const attempt of ['flush', 'close'] as const) {
         try { lines[attempt](); } catch (error) { console.log((error as Error).message); }
       }`,
      );
      const jiti = resolve('node_modules/jiti/lib/jiti-cli.mjs');
      const limited = `ulimit -f 16; exec "${process.execPath}" "${jiti}" "${script}"`;
      const env = { ...process.env, JITI_FS_CACHE: 'false' };
      const output = execFileSync('sh', ['-c', limited], { encoding: 'utf8', env });
      const refusal = `The file is as large as the system allows: ${file} could not be written. What was written up to here is readable in ${folder}.\n`;
      expect(output).toBe(refusal.repeat(2));
      expect(readFileSync(file, 'utf8').at(-1)).toBe('\n');
      const values = await linesOf(file);
      expect(values.length).toBeGreaterThan(10);
      expect(values).toEqual(values.map((_, i) => ({ i, é: 'é'.repeat(40) })));
      expect(warnings).toEqual([]);
    },
  );
});
