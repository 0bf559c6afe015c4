import { z } from 'zod';
import { InvalidRequest } from '../dialect/base/dialect.ts';
import type { Retrieved } from '../prompt/knowledge-base.ts';

/** Documents that a RetrieveAndGenerate request contains. */
export const externalSources = z
  .array(
    z.looseObject({
      sourceType: z.enum(['BYTE_CONTENT', 'S3']),
      byteContent: z
        .looseObject({ identifier: z.string(), contentType: z.string(), data: z.string() })
        .optional(),
    }),
  )
  .min(1);

/** Returns the documents as passages. Throws an InvalidRequest for one that cannot be read here. */
export function readExternalSources(sources: z.output<typeof externalSources>): Retrieved[] {
  return sources.flatMap(({ byteContent }) => {
    if (byteContent === undefined) {
      throw new InvalidRequest(
        'The emulator reads external sources of sourceType BYTE_CONTENT only.',
      );
    }
    const { identifier, contentType, data } = byteContent;
    if (!/^text\/|json|csv|xml/.test(contentType)) {
      throw new InvalidRequest(`The emulator cannot read external sources of type ${contentType}.`);
    }
    return Buffer.from(data, 'base64')
      .toString()
      .split(/\n\s*\n/)
      .filter((text) => text.trim() !== '')
      .map((text) => ({ text: text.trim(), source: identifier, metadata: {}, score: 1 }));
  });
}
