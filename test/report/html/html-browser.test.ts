import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { sampleResult } from '../sample-result.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

if (CHROMIUM === undefined)
  console.warn('Skipped: no Chromium in /usr/bin to open the report with.');

describe.skipIf(CHROMIUM === undefined)('the HTML report in a browser (needs Chromium)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-report-'));
  const file = pathToFileURL(join(folder, 'report.html')).href;
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(join(folder, 'report.html'), renderHtml(sampleResult));
    browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(
    width: number,
    address = file,
  ): Promise<{ page: Page; requests: string[]; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.route('**/*', async (route) => {
      requests.push(route.request().url());
      await (route.request().url() === address.replace(/#.*/, '')
        ? route.continue()
        : route.abort());
    });
    await page.goto(address);
    return { page, requests, complaints };
  }

  it('sends no other request and logs no error', async () => {
    const { page, requests, complaints } = await open(1280);
    expect(requests).toEqual([file]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('runs no script of an answer, and shows the answer as text', async () => {
    const { page } = await open(1280);
    expect(await page.title()).toBe(sampleResult.headline);
    expect(await page.locator('script, iframe, img, [onload], [onerror]').count()).toBe(0);
    expect(await page.locator('.text').allTextContents()).toContainEqual(
      expect.stringContaining(`<script>document.title='pwned'</script>`),
    );
    await page.close();
  });

  it('blocks an injected script by its Content Security Policy', async () => {
    const broken = join(folder, 'broken.html');
    const injected = `<script>document.title='pwned'</script><img src=x onerror="document.title='pwned'">`;
    writeFileSync(broken, renderHtml(sampleResult).replace('<main>', `<main>${injected}`));
    const { page, complaints } = await open(1280, pathToFileURL(broken).href);
    expect(await page.title()).toBe(sampleResult.headline);
    expect(complaints.join('\n')).toMatch(/Content Security Policy/);
    await page.close();
  });

  it.each([390, 768, 1280])('does not scroll horizontally at %d px', async (width) => {
    const { page } = await open(width);
    for (const details of await page.locator('details').all()) {
      await details.evaluate((element) => element.setAttribute('open', ''));
    }
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(width);
    await page.close();
  });

  it.each([
    [390, 'narrow'],
    [1280, 'wide'],
  ])('shows at %d px only the %s drawings, with text of at least 10 px', async (width, kind) => {
    const { page } = await open(width);
    const shown = page.locator('.chart:visible');
    expect(await shown.count()).toBeGreaterThan(3);
    expect(await page.locator(`.chart.${kind}:visible`).count()).toBe(await shown.count());
    for (const chart of await shown.all()) {
      const box = await chart.boundingBox();
      const drawn = Number((await chart.getAttribute('viewBox'))?.split(' ')[2]);
      expect(((box?.width ?? 0) / drawn) * 11.5).toBeGreaterThanOrEqual(10);
    }
    await page.close();
  });

  it('has no text outside its drawing', async () => {
    for (const width of [390, 1280]) {
      const { page } = await open(width);
      const outside = await page.evaluate(`
        [...document.querySelectorAll('.chart')].filter((chart) => chart.getBoundingClientRect().width > 0).flatMap((chart) => {
          const frame = chart.getBoundingClientRect();
          return [...chart.querySelectorAll('text')].filter((text) => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
          }).map((text) => text.textContent);
        })`);
      expect(outside).toEqual([]);
      await page.close();
    }
  });

  it('prints every table completely on A4', async () => {
    const { page } = await open(703);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(703);
    await page.close();
  });

  it('scrolls to an answer by its anchor', async () => {
    const { page } = await open(1280, `${file}#q-grocer-012`);
    expect(await page.locator('article:target h4').textContent()).toContain('How long do refunds');
    await page.close();
  });

  it('changes every colour in dark mode', async () => {
    const { page } = await open(1280);
    const background = 'getComputedStyle(document.body).backgroundColor';
    const light = await page.evaluate(background);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate(background)).not.toBe(light);
    await page.close();
  });
});
