import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { FileSource, FoundFile } from '../../dataset/files/file-source.ts';
import { Problem } from '../../problem/problem.ts';
import { formatS3Uri, isPrefix, parseS3Uri, type S3Uri } from '../../scenario/schema/s3-uri.ts';
import { sdkProblem } from '../aws-sdk/sdk-problem.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import { createS3Client, lacksCredentials, s3SymptomOf } from './s3-client.ts';

/**
 * Creates a source of dataset files in S3: a prefix, which ends with a slash, is a folder. If the
 * client configuration names an emulator, the files are the emulator's.
 */
export function createS3Files(clientConfig: ClientConfig): FileSource {
  const client = createS3Client(clientConfig);
  const emulated = clientConfig.credentials !== undefined;
  const failed = (error: unknown, uri: S3Uri): Problem => problemOf(error, uri, emulated);

  return {
    async find(path) {
      const uri = parseS3Uri(path);
      const isFolder = isPrefix(uri);
      const files: FoundFile[] = [];
      try {
        for await (const file of listed(client, uri)) {
          if (isFolder) files.push({ ...file, name: file.name.slice(uri.key.length) });
          // A key comes first among all keys that begin with it.
          else if (file.name === uri.key) files.push(file);
          if (!isFolder) break;
        }
      } catch (error) {
        throw failed(error, uri);
      }
      if (files.length === 0) throw absent(uri, emulated);
      return { isFolder, files };
    },
    async *open(path, range) {
      const uri = parseS3Uri(path);
      const rangeHeader =
        range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` };
      const input = { Bucket: uri.bucket, Key: uri.key, ...rangeHeader };
      try {
        const { Body } = await client.send(new GetObjectCommand(input));
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- on Node it is a Readable of bytes
        if (Body !== undefined) yield* Body as AsyncIterable<Uint8Array>;
      } catch (error) {
        throw failed(error, uri);
      }
    },
  };
}

/** Yields every object whose key begins so, page by page; names are full keys. */
async function* listed(client: S3Client, { bucket, key }: S3Uri): AsyncGenerator<FoundFile> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: key,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key: name = '', Size: size = 0 } of page.Contents ?? []) {
      yield { path: formatS3Uri({ bucket, key: name }), name, size };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

function absent(uri: S3Uri, emulated: boolean): Problem {
  if (!isPrefix(uri)) {
    return new Problem(`There is no object ${formatS3Uri(uri)}.`, {
      remedy: `${LIST_REMEDY} A prefix ends with a slash.`,
    });
  }
  return new Problem(`There is nothing under ${formatS3Uri(uri)}.`, {
    remedy: emulated ? EMULATED_REMEDY : LIST_REMEDY,
  });
}

const LIST_REMEDY = 'See what there is with aws s3 ls.';
const EMULATED_REMEDY =
  'The run is emulated, and so is S3: fill it from a folder, as in emulator.buckets: { bucket: "folder/" }.';

/**
 * Converts any error to a Problem, since the dataset cannot be read; with a remedy if the cause is
 * known.
 */
function problemOf(cause: unknown, uri: S3Uri, emulated: boolean): Problem {
  if (cause instanceof Problem) return cause;
  if (lacksCredentials(cause)) return sdkProblem(cause);
  const { name, message, status } = s3SymptomOf(cause);
  const place = formatS3Uri(uri);
  if (name === 'NoSuchBucket') {
    return new Problem(`There is no bucket "${uri.bucket}".`, {
      remedy: emulated ? EMULATED_REMEDY : 'Check its name; see yours with aws s3 ls.',
      cause,
    });
  }
  if (name === 'NoSuchKey') {
    return new Problem(`The object ${place} is gone.`, {
      remedy: 'Keep the dataset as it is while it is read.',
      cause,
    });
  }
  if (/^(Expired|RequestExpired)/.test(name)) {
    return new Problem(`S3 refuses to read ${place}: the credentials have expired.`, {
      remedy: 'Sign in again (aws sso login), or renew AWS_SESSION_TOKEN.',
      cause,
    });
  }
  if (status === 403) {
    return new Problem(`S3 refuses to read ${place}: ${name}: ${message}.`, {
      remedy:
        'It takes s3:ListBucket on the bucket and s3:GetObject on its objects: proofload doctor --iam prints the policy.',
      cause,
    });
  }
  return new Problem(`${place} cannot be read from S3: ${name}: ${message}.`, {
    remedy: 'Check the region and the endpoint of the scenario, and the network.',
    cause,
  });
}
