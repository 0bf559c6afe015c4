import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import { leakNotes } from '../../notes/leak-notes.ts';
import type { TargetResult } from '../../result/result.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { Table } from '../parts/table.tsx';

/** Whether an answer to one tenant contained another's canary; nothing if none was searched for. */
export function TenantLeaks({ targets }: { targets: readonly TargetResult[] }): VNode | null {
  const rows = targets.flatMap(({ name, metrics }) => {
    const leaks = metrics['tenant_leaks'];
    if (leaks?.type !== 'counter') return [];
    return [{ name: sanitizeLine(name, 40), n: leaks.n, count: leaks.count }];
  });
  if (rows.length === 0) return null;
  const notes = targets.flatMap((target) =>
    leakNotes(target).map((note) => (targets.length === 1 ? note : `${target.name}: ${note}`)),
  );
  const leaking = rows.filter(({ count }) => count > 0);
  return (
    <div class="card">
      <h3>Do tenants stay apart?</h3>
      {leaking.length === 0 ? (
        <p>No answer contained another tenant's secret marker.</p>
      ) : (
        <p class="alarm">
          <strong>✕ Tenant leak.</strong> Answers contained another tenant's secret marker:{' '}
          {leaking.map(({ name, count }) => `${name} ${formatQuantity(count, 'count')}`).join(', ')}
          .
        </p>
      )}
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li>{sanitizeLine(note)}</li>
          ))}
        </ul>
      )}
      <Table
        caption="Tenant leaks"
        columns={[
          { name: 'Target' },
          { name: 'Answers checked', side: 'right' },
          { name: 'Leaks', side: 'right' },
        ]}
        rows={rows.map(({ name, n, count }) => [
          name,
          formatQuantity(n, 'count'),
          formatQuantity(count, 'count'),
        ])}
      />
    </div>
  );
}
