import type { Citation } from '../../sample/citation.ts';
import { textAt } from '../json/field-path.ts';

const text = textAt('content.text');
/** Where documents come from; those of other kinds of source have no one address. */
const SOURCES = [
  'location.s3Location.uri',
  'location.webLocation.url',
  'location.confluenceLocation.url',
  'location.salesforceLocation.url',
  'location.sharePointLocation.url',
  'location.kendraDocumentLocation.uri',
  'location.customDocumentLocation.id',
].map(textAt);

/** The passages of Bedrock's retrieval results and references; pictures and rows are passed over. */
export function readCitations(references: readonly unknown[]): Citation[] {
  return references.flatMap((reference) => {
    const said = text(reference);
    if (said === undefined) return [];
    const source = SOURCES.map((find) => find(reference)).find((found) => found !== undefined);
    return [{ text: said, ...(source === undefined ? {} : { source }) }];
  });
}
