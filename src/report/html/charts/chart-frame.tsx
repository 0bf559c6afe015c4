import type { ComponentChildren, VNode } from 'preact';

/**
 * Size of one drawing of a chart, CSS pixels. Each chart is drawn twice and the style sheet shows
 * one: scaled text would be too small on a phone.
 */
export interface Canvas {
  readonly kind: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  /** Edges of the plot inside the canvas. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Chart {
  /** Id, unique in the page, for screen readers. */
  readonly id: string;
  readonly title: string;
  /** How to read the chart, in one line below the title. */
  readonly note: string;
  /** Content of the chart in words, for screen readers. */
  readonly description: string;
  readonly draw: (canvas: Canvas) => VNode;
  /** Height of the canvas; 260 by default. */
  readonly height?: number;
  /** Width for labels right of the plot; 20 by default on the narrow drawing. */
  readonly labels?: number;
  /** Width left of the plot; 58 by default. */
  readonly left?: number;
}

/** Card around a chart: title, note, legend, both drawings, and the numbers as a table. */
export function ChartFrame(props: {
  chart: Chart;
  legend?: readonly { readonly name: string; readonly class: string }[];
  children?: ComponentChildren;
}): VNode {
  const { chart, legend, children } = props;
  return (
    <figure class="card">
      <figcaption>
        <h3>{chart.title}</h3>
        <p>{chart.note}</p>
        {legend !== undefined && (
          <ul class="legend">
            {legend.map((entry) => (
              <li>
                <svg width="14" height="10" aria-hidden="true">
                  <rect class={entry.class} y="1" width="14" height="8" rx="2" />
                </svg>{' '}
                {entry.name}
              </li>
            ))}
          </ul>
        )}
      </figcaption>
      {canvases(chart).map((canvas) => (
        <Drawing chart={chart} canvas={canvas} />
      ))}
      {children !== undefined && (
        <details>
          <summary>The numbers</summary>
          {children}
        </details>
      )}
    </figure>
  );
}

function canvases({ height = 260, labels = 96, left = 58 }: Chart): readonly Canvas[] {
  const edges = { left, top: 12, bottom: height - 40 };
  return [
    { kind: 'wide', width: 500, height, right: 500 - labels, ...edges },
    { kind: 'narrow', width: 330, height, right: 330 - Math.min(labels, 20), ...edges },
  ];
}

function Drawing({ chart, canvas }: { chart: Chart; canvas: Canvas }): VNode {
  const id = `${chart.id}-${canvas.kind}`;
  return (
    <svg
      class={`chart ${canvas.kind}`}
      viewBox={`0 0 ${canvas.width} ${canvas.height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-description`}
    >
      <title id={`${id}-title`}>{chart.title}</title>
      <desc id={`${id}-description`}>{chart.description}</desc>
      {chart.draw(canvas)}
    </svg>
  );
}
