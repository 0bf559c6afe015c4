import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { FLOOR_PURPOSES, FLOORS } from './floors.ts';

const ROOT = resolve(import.meta.dirname, '../../src');

/** The page that has the picture, and the lines around the part that is drawn. */
export const PAGE = resolve(import.meta.dirname, '../../docs/architecture.md');
const BEGIN = '<!-- drawn by npm run docs:architecture -->';
const END = '<!-- end of what is drawn -->';

/** The folders of src/ that each folder imports, in the order of the floors. */
function arrowsOfTree(): ReadonlyMap<string, readonly string[]> {
  const arrows = new Map(FLOORS.map((floor) => [floor, new Set<string>()]));
  for (const file of readdirSync(ROOT, { recursive: true, encoding: 'utf8' })) {
    const [from = ''] = file.split('/');
    if (!/\/.*\.tsx?$/.test(file)) continue;
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const [to = ''] = relative(ROOT, resolve(ROOT, dirname(file), path)).split('/');
      if (to !== from) arrows.get(from)?.add(to);
    }
  }
  return new Map([...arrows].map(([from, to]) => [from, FLOORS.filter((floor) => to.has(floor))]));
}

/** The arrows that no longer way replaces: a to c is left out where a to b and b to c are there. */
export function withoutShortcuts(
  arrows: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const reached = (from: string): ReadonlySet<string> =>
    new Set((arrows.get(from) ?? []).flatMap((to) => [to, ...reached(to)]));
  return new Map(
    [...arrows].map(([from, all]) => {
      const beyond = new Set(all.flatMap((to) => [...reached(to)]));
      return [from, all.filter((to) => !beyond.has(to))];
    }),
  );
}

/** The drawn part of the page, as the tree is now. */
function drawing(): string {
  const arrows = arrowsOfTree();
  const lines = [...withoutShortcuts(arrows)].flatMap(([from, all]) =>
    all.map((to) => `  ${from} --> ${to}`),
  );
  const rows = FLOORS.map((floor) => {
    const imported = (arrows.get(floor) ?? []).map((each) => `\`${each}\``).join(', ');
    return `- \`${floor}\`: ${FLOOR_PURPOSES[floor] ?? ''}.${imported === '' ? '' : `\n  Imports ${imported}.`}`;
  });
  return [BEGIN, '', '```mermaid', 'flowchart TD', ...lines, '```', '', ...rows, '', END].join(
    '\n',
  );
}

/** The page with the picture drawn again. */
export function redrawn(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end === -1) throw new Error(`${PAGE} has no place for the picture.`);
  return page.slice(0, begin) + drawing() + page.slice(end + END.length);
}
