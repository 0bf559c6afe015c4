import type { FileSource } from '../../dataset/files/file-source.ts';
import { localFiles } from '../../dataset/files/local-files.ts';
import type { DatasetSource } from '../../scenario/dataset/dataset-schema.ts';
import { isInS3 } from '../../scenario/schema/s3-uri.ts';
import type { ClientConfig } from '../../target/contract/client-config.ts';

/** Opens the source of a dataset's files: S3, whose client is loaded only then, or this machine. */
type DatasetHome = FileSource;

export async function openFileSource(
  { file }: DatasetSource,
  clientConfig: ClientConfig,
): Promise<DatasetHome> {
  if (!isInS3(file)) return localFiles;
  const { createS3Files } = await import('../../target/s3/s3-files.ts');
  return createS3Files(clientConfig);
}
