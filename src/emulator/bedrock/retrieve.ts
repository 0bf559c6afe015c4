import { z } from 'zod';
import { InvalidRequest } from '../dialect/dialect.ts';
import type { Passage, Retrieved } from '../prompt/knowledge-base.ts';
import type { KnowledgeBases } from './knowledge-bases.ts';

/** Search settings in the format of Bedrock's operations. */
type RetrievalSettings = z.output<typeof retrievalConfiguration>;

const attribute = z.object({ key: z.string(), value: z.unknown() });
const filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ equals: attribute }),
    z.strictObject({ notEquals: attribute }),
    z.strictObject({ in: z.object({ key: z.string(), value: z.array(z.unknown()) }) }),
    z.strictObject({ andAll: z.array(filter).min(2) }),
    z.strictObject({ orAll: z.array(filter).min(2) }),
  ]),
);

type Filter =
  | { equals: { key: string; value?: unknown } }
  | { notEquals: { key: string; value?: unknown } }
  | { in: { key: string; value: unknown[] } }
  | { andAll: Filter[] }
  | { orAll: Filter[] };

export const retrievalConfiguration = z
  .looseObject({
    vectorSearchConfiguration: z
      .looseObject({
        numberOfResults: z.int().min(1).max(100).optional(),
        filter: filter.optional(),
      })
      .optional(),
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
  const { numberOfResults, filter: wanted } = retrieval?.vectorSearchConfiguration ?? {};
  return base.retrieve(query, {
    results: numberOfResults ?? DEFAULT_RESULTS,
    admits: (metadata) => wanted === undefined || holds(wanted, metadata),
  });
}

function holds(wanted: Filter, metadata: Passage['metadata']): boolean {
  if ('equals' in wanted) return metadata[wanted.equals.key] === wanted.equals.value;
  if ('notEquals' in wanted) return metadata[wanted.notEquals.key] !== wanted.notEquals.value;
  if ('in' in wanted) return wanted.in.value.includes(metadata[wanted.in.key]);
  if ('andAll' in wanted) return wanted.andAll.every((each) => holds(each, metadata));
  return wanted.orAll.some((each) => holds(each, metadata));
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
