import type { ComponentChild, VNode } from 'preact';

/** A column's heading and alignment: figures right, words left. */
export interface Column {
  readonly name: string;
  readonly side?: 'right';
  /** Whether long text wraps; other cells stay on one line. */
  readonly wrap?: true;
}

/** A table that scrolls in its own frame on a narrow screen. */
export function Table(props: {
  /** Caption for screen readers; not shown. */
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly ComponentChild[])[];
}): VNode {
  const { caption, columns, rows } = props;
  const kind = (column: Column | undefined): string =>
    [column?.side === 'right' ? 'figure' : 'word', column?.wrap === true ? 'wrap' : '']
      .filter(Boolean)
      .join(' ');
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class="aside">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={kind(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...rest]) => (
            <tr>
              <th scope="row" class={kind(columns[0])}>
                {first}
              </th>
              {rest.map((cell, i) => (
                <td class={kind(columns[i + 1])}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
