import type { VNode } from 'preact';
import { serverSide } from '../../notes/server-side.ts';
import type { RunResult } from '../../result/result.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { Table } from '../parts/table.tsx';

/** Table of the service's own times beside the client's; nothing if no service reports them. */
export function ServerTable({ result }: { result: RunResult }): VNode | null {
  const rows = result.targets.flatMap((target) =>
    serverSide(target).map(({ measure, p50, p95 }) => [
      sanitizeLine(target.name, 40),
      measure,
      p50,
      p95,
    ]),
  );
  if (rows.length === 0) return null;
  return (
    <>
      <h3>By the service’s clock and by ours</h3>
      <Table
        caption="Times by the service and by the client"
        columns={[
          { name: 'Target' },
          { name: 'Time' },
          { name: 'p50', side: 'right' },
          { name: 'p95', side: 'right' },
        ]}
        rows={rows}
      />
      <p class="foot">Both count from sending. What lies between is network, gateway and client.</p>
    </>
  );
}
