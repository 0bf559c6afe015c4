import type { VNode } from 'preact';
import { formatDuration } from '../../../time/duration.ts';
import { answeredInShort } from '../../result/endpoint-words.ts';
import { validityMark, verdictMark } from '../../text/verdict-label.ts';
import { notices, reasonsBeside } from '../../notes/run-notices.ts';
import { printableLine } from '../../text/sanitize.ts';
import type { RunResult } from '../../result/result.ts';
import { runDate } from '../../text/run-date.ts';
import { Badge } from '../parts/badge.tsx';

/** A VerdictBanner says whether the numbers may be believed, then whether they are good enough. */
export function VerdictBanner({ result }: { result: RunResult }): VNode {
  const facts = [
    result.name,
    runDate(result.startedAt),
    formatDuration(result.durationMs),
    answeredInShort(result),
  ];
  const reasons = reasonsBeside(result);
  return (
    <header>
      {notices(result).map(({ about, text }) => (
        <p class={`notice ${about}`}>{text}</p>
      ))}
      {result.validity !== 'valid' && <ValidityStrip result={result} />}
      <p class="facts">{facts.map((fact) => printableLine(fact)).join(' · ')}</p>
      <h1>{printableLine(result.headline)}</h1>
      <p class="verdict">
        <Badge mark={verdictMark(result.verdict)} />
      </p>
      {reasons.length > 0 && (
        <ul class="reasons">
          {reasons.map((reason) => (
            <li>{printableLine(reason)}</li>
          ))}
        </ul>
      )}
      {result.validity === 'valid' && <ValidityStrip result={result} />}
    </header>
  );
}

function ValidityStrip({ result }: { result: RunResult }): VNode {
  const mark = validityMark(result.validity);
  return (
    <div class={`validity ${mark.tone}`}>
      <p>
        <Badge mark={mark} />{' '}
        {result.validityReasons.map((reason) => printableLine(reason)).join(' ')}
      </p>
    </div>
  );
}
