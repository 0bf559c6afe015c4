import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, packedFiles } from './packed-files.ts';

const pages = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...['docs', 'datasets', 'reports', 'bench', '.github'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
  ),
].toSorted();

interface Link {
  readonly page: string;
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The links of a page to files of this repository, the page itself among them. */
function linksOf(page: string): readonly Link[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, href = '']) => href)
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => {
      const [path = '', anchor] = href.split('#');
      return { page, path: path === '' ? page : normalize(join(dirname(page), path)), anchor };
    });
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const links = pages.flatMap(linksOf);
const worded = (all: readonly Link[]): readonly string[] =>
  all.map(
    ({ page, path, anchor }) => `${page} -> ${path}${anchor === undefined ? '' : `#${anchor}`}`,
  );

describe('the links of README.md and the docs', () => {
  it('are found, README.md’s among them', () => {
    expect(pages).toContain('README.md');
    expect(links.filter(({ page }) => page === 'README.md').length).toBeGreaterThan(8);
  });

  it('lead to files of the repository', () => {
    expect(worded(links.filter(({ path }) => !existsSync(join(ROOT, path))))).toEqual([]);
  });

  it('lead to headings of those files', () => {
    const lost = links.filter(
      ({ path, anchor }) =>
        anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).includes(anchor),
    );
    expect(worded(lost)).toEqual([]);
  });

  it('lead to files of the package where their page is in it', () => {
    const packed = packedFiles();
    const has = (path: string): boolean =>
      packed.some((file) => file === path || file.startsWith(`${path}/`));
    expect(has('README.md')).toBe(true);
    const lost = links.filter(({ page, path }) => has(page) && !has(path));
    expect(worded(lost)).toEqual([]);
  });
});
