/** What a write to standard output meets when its reader, or its terminal, is gone. */
const CLOSED: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'EBADF', 'ENXIO']);

/**
 * Goes on without its reader where standard output or standard error was closed: `… | head -1` has
 * read what it wanted, and a run still has reports to write. Any other failure to write is said, and
 * is no success.
 */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (CLOSED.has(error.code ?? '')) return;
      if (stream === process.stdout) {
        process.stderr.write(
          `proofload: standard output could not be written: ${error.message}.\n`,
        );
      }
      process.exitCode =
        process.exitCode === undefined || process.exitCode === 0 ? 104 : process.exitCode;
    });
  }
}
