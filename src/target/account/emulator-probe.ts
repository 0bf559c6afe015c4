import { membersOf } from '../../json/json-object.ts';

/**
 * Whether the origin is a proofload emulator: it says so under a path no service has. The words count,
 * not the status, for there are servers that answer every path with 200.
 */
export async function answersAsEmulator(origin: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/_proofload/health', origin), {
      redirect: 'manual',
      signal: AbortSignal.timeout(2000),
    });
    return response.ok && saysEmulated(JSON.parse(await startOf(response)));
  } catch {
    // An origin that does not answer here may still answer requests; the run will tell.
    return false;
  }
}

/** Ours says so in a hundred bytes. What is longer is cut, and then no JSON. */
const LONGEST = 4096;

async function startOf({ body }: Response): Promise<string> {
  const reads: Uint8Array[] = [];
  let size = 0;
  for await (const read of body ?? []) {
    reads.push(read);
    size += read.length;
    if (size > LONGEST) break;
  }
  return Buffer.concat(reads).toString('utf8');
}

function saysEmulated(body: unknown): boolean {
  const { emulated, status } = membersOf(body);
  return emulated === true && status === 'ok';
}
