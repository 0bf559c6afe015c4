import type { RunResult } from '../result/result.ts';

/** Returns notes on how the dataset was read, warnings first. */
export function datasetNotes({ dataset }: RunResult): readonly string[] {
  const notes = dataset.notes ?? [];
  const doubtful = notes.filter(({ level }) => level === 'warning');
  return [...doubtful, ...notes.filter(({ level }) => level === 'ok')].map((note) =>
    note.level === 'ok' ? note.message : `${note.message} ${note.remedy}`,
  );
}
