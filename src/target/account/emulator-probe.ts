import { membersOf } from '../../json/json-object.ts';

/**
 * Returns whether the origin is a proofload emulator, by a path that no service has. Checks the
 * body and not only the status, because some servers answer every path with 200.
 */
export async function answersAsEmulator(origin: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/_proofload/health', origin), {
      redirect: 'manual',
      signal: AbortSignal.timeout(2000),
    });
    return response.ok && saysEmulated(JSON.parse(await startOf(response)));
  } catch {
    // An origin that does not answer here may still answer requests; the run will show that.
    return false;
  }
}

/**
 * Most bytes read; the emulator's answer has about a hundred. A longer body is truncated and then
 * not JSON.
 */
const SIZE_LIMIT = 4096;

async function startOf({ body }: Response): Promise<string> {
  const reads: Uint8Array[] = [];
  let size = 0;
  for await (const read of body ?? []) {
    reads.push(read);
    size += read.length;
    if (size > SIZE_LIMIT) break;
  }
  return Buffer.concat(reads).toString('utf8');
}

function saysEmulated(body: unknown): boolean {
  const { emulated, status } = membersOf(body);
  return emulated === true && status === 'ok';
}
