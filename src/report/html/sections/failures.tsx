import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import { formatDuration } from '../../../time/duration.ts';
import type { RunResult } from '../../result/result.ts';
import { OUTCOME_WORDS } from '../../text/outcome-word.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { answerAnchors } from '../parts/anchor.ts';
import { Table } from '../parts/table.tsx';

/** Failures by kind with their remedies, then the slowest requests. */
export function Failures({ result }: { result: RunResult }): VNode {
  return (
    <section id="failures">
      <h2>What went wrong?</h2>
      <ErrorTable result={result} />
      <Slowest result={result} />
    </section>
  );
}

function ErrorTable({ result }: { result: RunResult }): VNode {
  const rows = result.targets.flatMap(({ name: target, errors }) =>
    errors.map(({ outcome, name, message, count, firstAt, remedy }) => [
      sanitizeLine(target, 40),
      formatQuantity(count, 'count'),
      OUTCOME_WORDS[outcome],
      formatDuration(firstAt),
      <>
        <strong>{sanitizeLine(remedy)}</strong>
        <br />
        <code class="said">
          {sanitizeLine(name, 60)}: {sanitizeLine(message, 300)}
        </code>
      </>,
    ]),
  );
  if (rows.length === 0) return <p class="lead">Every request was answered.</p>;
  return (
    <Table
      caption="Failures by kind"
      columns={[
        { name: 'Target' },
        { name: 'Count', side: 'right' },
        { name: 'How it ended' },
        { name: 'First after', side: 'right' },
        { name: 'What to do, and what the service said', wrap: true },
      ]}
      rows={rows}
    />
  );
}

function Slowest({ result }: { result: RunResult }): VNode | null {
  const anchors = answerAnchors(result);
  const rows = result.targets
    .flatMap(({ name, slowest }) => slowest.map((sample) => ({ target: name, ...sample })))
    .sort((a, b) => b.latency - a.latency)
    .slice(0, 20)
    .map(({ target, queryId, tenant, latency, ttft, outputTokens, due, outcome }) => {
      const anchor = anchors.get(queryId);
      const id = sanitizeLine(queryId, 40);
      return [
        sanitizeLine(target, 40),
        anchor === undefined ? id : <a href={`#${anchor}`}>{id}</a>,
        tenant === undefined ? '–' : sanitizeLine(tenant, 24),
        formatQuantity(latency, 'ms'),
        ttft === undefined ? '–' : formatQuantity(ttft, 'ms'),
        outputTokens === undefined ? '–' : formatQuantity(outputTokens, 'tokens'),
        formatDuration(due),
        OUTCOME_WORDS[outcome],
      ];
    });
  if (rows.length === 0) return null;
  return (
    <>
      <h3>The slowest requests</h3>
      <Table
        caption="The slowest requests"
        columns={[
          { name: 'Target' },
          { name: 'Query' },
          { name: 'Tenant' },
          { name: 'Latency', side: 'right' },
          { name: 'ttft', side: 'right' },
          { name: 'Output tokens', side: 'right' },
          { name: 'Due at', side: 'right' },
          { name: 'How it ended' },
        ]}
        rows={rows}
      />
    </>
  );
}
