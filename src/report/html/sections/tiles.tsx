import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { RunResult, TargetResult } from '../../result/result.ts';
import { type Highlight, highlights } from '../../summary/highlight.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { verdictLabel } from '../../text/verdict-label.ts';
import { Badge } from '../parts/badge.tsx';

/** Tiles with the four highlights of the headline's target. */
export function Tiles({ result, target }: { result: RunResult; target: TargetResult }): VNode {
  const beside = target.verdict === 'pass' ? 'one that passes' : 'nearest to passing';
  const chosen = result.chosen === target.name ? 'chosen target' : beside;
  const only = result.targets.length === 1;
  return (
    <section aria-labelledby="short">
      <h2 id="short">
        In short: {sanitizeLine(target.name)}
        {!only && <small> {chosen}</small>}
      </h2>
      <p class="lead">
        <code>{sanitizeLine(target.model)}</code> ({sanitizeLine(target.kind)})
      </p>
      <div class="tiles">
        {highlights(result, target).map((highlight) => (
          <Tile highlight={highlight} />
        ))}
      </div>
    </section>
  );
}

/** Tile of one highlight: verdict, value, objective, interval, n. */
function Tile({ highlight }: { highlight: Highlight }): VNode {
  const label = verdictLabel(highlight.verdict);
  const { interval, n } = highlight;
  return (
    <section class={`tile ${label.tone}`}>
      <Badge label={label} />
      <h3>{highlight.title}</h3>
      <p class="value">{highlight.value}</p>
      <p>
        {highlight.measure}
        {highlight.objective !== undefined && `: ${highlight.objective}`}
      </p>
      {interval !== undefined && (
        <p>
          <span class="together">95 % interval</span> <span class="together">{interval}</span>
        </p>
      )}
      {n !== undefined && <p>n = {formatQuantity(n, 'count')}</p>}
      {highlight.note !== undefined && <p>{highlight.note}</p>}
    </section>
  );
}
