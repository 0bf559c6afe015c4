import { parseResult } from '../report/result-file.ts';
import { openRunDirectory } from '../store/run-directory.ts';
import { tell, writeReports } from './publication.ts';

/** Makes a run's reports again, from its result.json alone. */
export async function reportVerb(path: string, options: { json?: boolean }): Promise<number> {
  const directory = openRunDirectory(path, (sentence) => process.stderr.write(`${sentence}\n`));
  const result = parseResult(directory.read('result.json'));
  writeReports(result, directory);
  directory.close();
  tell(result, path, options);
  return 0;
}
