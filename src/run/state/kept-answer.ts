import type { ArrivalRecord } from '../../runner/request/arrival-record.ts';
import type { Answer } from '../../store/answer.ts';

/** Returns the answer of a record, as `answers.ndjson` stores it and the judge reads it. */
export function keptAnswer({
  sample,
  query,
  answer,
  citations,
}: Pick<ArrivalRecord, 'sample' | 'query' | 'answer' | 'citations'>): Answer {
  return {
    scenario: sample.scenario,
    index: sample.index,
    target: sample.target,
    queryId: sample.queryId,
    ...(query.tenant === undefined ? {} : { tenant: query.tenant }),
    question: query.question ?? query.messages.at(-1)?.text ?? '',
    answer,
    ...(query.reference === undefined ? {} : { reference: query.reference }),
    // A service with its own search answers from what it found.
    context: query.context.length > 0 ? query.context : (citations ?? []).map(({ text }) => text),
    ...(citations === undefined ? {} : { citations }),
    ...(query.answerable === undefined ? {} : { answerable: query.answerable }),
    ...(sample.stopReason === undefined ? {} : { stopReason: sample.stopReason }),
    ...('unread' in sample && typeof sample.unread === 'number' ? { unread: sample.unread } : {}),
    ...(sample.tags['route'] === undefined ? {} : { route: sample.tags['route'] }),
  };
}
