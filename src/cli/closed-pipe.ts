/** Error codes of a write whose reader or terminal has ended. */
const CLOSED: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'EBADF', 'ENXIO']);

/**
 * Ignores a closed standard output or standard error: with `… | head -1` a run still has reports to
 * write. Any other failed write is reported and sets an exit code other than 0.
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
