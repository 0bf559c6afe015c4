import { z } from 'zod';
import { InvalidRequest } from '../dialect/base/dialect.ts';
import type { Passage, Retrieved } from '../prompt/knowledge-base.ts';
import type { KnowledgeBases } from './knowledge-bases.ts';
import { metadataFilter, passes } from './metadata-filter.ts';

/** Access control by user is refused: passages here have no access lists. */
export const NO_USER_CONTEXT = 'The emulator cannot enforce userContext.';

/** Search settings in the format of Bedrock's operations. */
type RetrievalSettings = z.output<typeof retrievalConfiguration>;

const search = {
  numberOfResults: z.int().min(1).max(100).optional(),
  filter: metadataFilter.optional(),
  rerankingConfiguration: z.unknown().optional(),
};

/** Strict: settings that would choose other passages are refused, never ignored. */
export const retrievalConfiguration = z
  .strictObject({
    vectorSearchConfiguration: z
      .strictObject({ ...search, overrideSearchType: z.enum(['HYBRID', 'SEMANTIC']).optional() })
      .optional(),
    managedSearchConfiguration: z.strictObject(search).optional(),
  })
  .optional();

const DEFAULT_RESULTS = 5;

/** Searches a knowledge base. Throws an InvalidRequest for an unknown one. */
export function retrieve(
  knowledgeBases: KnowledgeBases,
  id: string,
  query: string,
  retrieval: RetrievalSettings,
): readonly Retrieved[] {
  const base = knowledgeBases.get(id);
  if (base === undefined) {
    throw new InvalidRequest(`Knowledge Base with id ${id} does not exist`);
  }
  const { numberOfResults, filter: wanted } =
    retrieval?.managedSearchConfiguration ?? retrieval?.vectorSearchConfiguration ?? {};
  return base.retrieve(query, {
    results: numberOfResults ?? DEFAULT_RESULTS,
    admits: (metadata) => wanted === undefined || passes(wanted, metadata),
  });
}

/** Returns a passage in Bedrock's format. */
export function reference({ text, source, metadata }: Passage): Record<string, unknown> {
  return {
    content: { text, type: 'TEXT' },
    location: { type: 'S3', s3Location: { uri: source } },
    metadata,
  };
}

const request = z.looseObject({
  retrievalQuery: z.looseObject({ text: z.string().min(1) }),
  retrievalConfiguration,
  userContext: z.undefined({ error: NO_USER_CONTEXT }).optional(),
});

/** Returns the response body of Retrieve. Throws an InvalidRequest. */
export function answerRetrieve(knowledgeBases: KnowledgeBases, id: string, body: unknown): unknown {
  const read = request.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new InvalidRequest(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`);
  }
  const { retrievalQuery, retrievalConfiguration: retrieval } = read.data;
  const found = retrieve(knowledgeBases, id, retrievalQuery.text, retrieval);
  return {
    retrievalResults: found.map((passage) => ({ ...reference(passage), score: passage.score })),
  };
}
