import type { VNode } from 'preact';
import { formatDuration } from '../../../time/duration.ts';
import { runNotices, reasonsBeside } from '../../notes/run-notices.ts';
import { servedByShort } from '../../result/endpoint-words.ts';
import type { RunResult } from '../../result/result.ts';
import { runDate } from '../../text/run-date.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { validityLabel, verdictLabel } from '../../text/verdict-label.ts';
import { Badge } from '../parts/badge.tsx';

/** Validity of the measurement, then the verdict. */
export function VerdictBanner({ result }: { result: RunResult }): VNode {
  const facts = [
    result.name,
    runDate(result.startedAt),
    formatDuration(result.durationMs),
    servedByShort(result),
  ];
  const reasons = reasonsBeside(result);
  return (
    <header>
      {runNotices(result).map(({ about, text }) => (
        <p class={`notice ${about}`}>{text}</p>
      ))}
      {result.validity !== 'valid' && <ValidityStrip result={result} />}
      <p class="facts">{facts.map((fact) => sanitizeLine(fact)).join(' · ')}</p>
      <h1>{sanitizeLine(result.headline)}</h1>
      <p class="verdict">
        <Badge label={verdictLabel(result.verdict)} />
      </p>
      {reasons.length > 0 && (
        <ul class="reasons">
          {reasons.map((reason) => (
            <li>{sanitizeLine(reason)}</li>
          ))}
        </ul>
      )}
      {result.validity === 'valid' && <ValidityStrip result={result} />}
    </header>
  );
}

function ValidityStrip({ result }: { result: RunResult }): VNode {
  const label = validityLabel(result.validity);
  return (
    <div class={`validity ${label.tone}`}>
      <p>
        <Badge label={label} />{' '}
        {result.validityReasons.map((reason) => sanitizeLine(reason)).join(' ')}
      </p>
    </div>
  );
}
