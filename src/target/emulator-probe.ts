import { request } from 'undici';

/** Whether the origin is a proofload emulator: it says so under a path no service has. */
export async function answersAsEmulator(origin: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(new URL('/_proofload/health', origin), {
      headersTimeout: 2000,
      bodyTimeout: 2000,
    });
    await body.dump();
    return statusCode === 200;
  } catch {
    // An origin that does not answer here may still answer requests; the run will tell.
    return false;
  }
}
