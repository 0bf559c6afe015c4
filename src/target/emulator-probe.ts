/** Whether the origin is a proofload emulator: it says so under a path no service has. */
export async function answersAsEmulator(origin: string): Promise<boolean> {
  try {
    const { ok } = await fetch(new URL('/_proofload/health', origin), {
      signal: AbortSignal.timeout(2000),
    });
    return ok;
  } catch {
    // An origin that does not answer here may still answer requests; the run will tell.
    return false;
  }
}
