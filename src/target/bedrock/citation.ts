import type { Citation } from '../../sample/citation.ts';
import { textAt } from '../json/field-path.ts';

const text = textAt('content.text');
/** Paths of a document's address; other kinds of source have no single one. */
const SOURCES = [
  'location.s3Location.uri',
  'location.webLocation.url',
  'location.confluenceLocation.url',
  'location.salesforceLocation.url',
  'location.sharePointLocation.url',
  'location.kendraDocumentLocation.uri',
  'location.customDocumentLocation.id',
].map(textAt);

/** Returns the passages of Bedrock's retrieval results and references; skips images and rows. */
export function readCitations(references: readonly unknown[]): Citation[] {
  return references.flatMap((reference) => {
    const passage = text(reference);
    if (passage === undefined) return [];
    const source = SOURCES.map((find) => find(reference)).find((found) => found !== undefined);
    return [{ text: passage, ...(source === undefined ? {} : { source }) }];
  });
}
