import type { RunResult } from '../result/result.ts';

/** How the dataset was read, and what in it is doubtful, a sentence each; what is doubtful comes first. */
export function datasetNotes({ dataset }: RunResult): readonly string[] {
  const notes = dataset.notes ?? [];
  const doubtful = notes.filter(({ level }) => level === 'warning');
  return [...doubtful, ...notes.filter(({ level }) => level === 'ok')].map((note) =>
    note.level === 'ok' ? note.message : `${note.message} ${note.remedy}`,
  );
}
