import type { ArrivalRecord } from '../../runner/request/arrival-record.ts';
import type { Sample } from '../../sample/sample.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';

/**
 * Returns a record without secrets: services quote the requests that they refuse, credentials
 * included.
 */
export function redactRecord(record: ArrivalRecord): ArrivalRecord {
  const sample = cleanSample(record.sample);
  const answer = knownSecrets.scrubWords(record.answer);
  const citations = knownSecrets.scrubAllWords(record.citations);
  const same =
    sample === record.sample && answer === record.answer && citations === record.citations;
  if (same) return record;
  return {
    sample,
    query: record.query,
    answer,
    ...(citations === undefined ? {} : { citations }),
    chunkGaps: record.chunkGaps,
  };
}

/** Redacts the other texts of the service; the error was redacted when it was classified. */
function cleanSample(sample: Sample): Sample {
  const { stopReason, server, error } = sample;
  const words = { stopReason, server, error };
  const clean = knownSecrets.scrubAllWords(words);
  if (clean === words) return sample;
  return Object.assign({}, sample, withoutUndefined(clean));
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- members are only left out
  return Object.fromEntries(members) as Partial<T>;
}
