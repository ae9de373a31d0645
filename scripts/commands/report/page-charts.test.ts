/** The charts of a page, in a real browser. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { packageRoot } from '../../../harness/common/package-root.js';
import { reportRun } from '../../../harness/report/data.js';
import { leadingChains } from '../../../harness/report/named.js';
import { complete } from '../../../harness/report/pick.js';
import { loadRun } from '../../../harness/run/load.js';
import { launch, open, skip } from '../shared/browser.test.kit.js';
import {
  CHAINS,
  chainsOf,
  DRAWN,
  placesOf,
  RECORDINGS,
  reportOn,
  reportOnFolder,
  scaleOf,
  tableOf,
  WITH_YOURS,
} from './report.test.kit.js';

/** Runs that are committed, measured anew from time to time. */
const COMMITTED = ['reference', 'front']
  .map(name => join(packageRoot, 'results', name))
  .filter(folder => existsSync(folder));

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a chart's names must keep off, and these, as the browser has laid them out. */
interface Layout {
  readonly labels: readonly Box[];
  readonly points: readonly Box[];
  /** Points along each line from a name to its mark, but for its ends. */
  readonly leaders: readonly (readonly { readonly x: number; readonly y: number }[])[];
  readonly frame: Box;
}

/** Runs in the page, of whose types this program knows none. */
const LAYOUT = `chart => {
  const box = element => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { text: element.getAttribute('data-chain') ?? element.textContent, left, right, top, bottom };
  };
  const all = selector => [...chart.querySelectorAll(selector)];
  const { left, top } = chart.querySelector('svg').getBoundingClientRect();
  const along = path => {
    const length = path.getTotalLength();
    return Array.from({ length: 60 }, (_, i) => path.getPointAtLength(((i + 1) * length) / 61))
      .map(({ x, y }) => ({ x: x + left, y: y + top }));
  };
  return {
    labels: all('.labels text').map(box),
    points: all('.points > *').map(box),
    leaders: all('.labels .leader').map(along),
    frame: box(chart.querySelector('svg')),
  };
}`;

function layoutsOf(page: Page): Promise<Layout[]> {
  return page.evaluate(`[...document.querySelectorAll('#overview figure')].map(${LAYOUT})`);
}

/** By a pixel or two, since letters do not fill their boxes. */
const SLACK = 2;

function overlap(a: Box, b: Box): boolean {
  return (
    a.left + SLACK < b.right &&
    b.left + SLACK < a.right &&
    a.top + SLACK < b.bottom &&
    b.top + SLACK < a.bottom
  );
}

function assertApart({ labels, points, leaders, frame }: Layout): void {
  for (const [i, label] of labels.entries()) {
    assert.ok(label.left >= frame.left - SLACK && label.right <= frame.right + SLACK, `${label.text} leaves`);
    for (const other of labels.slice(i + 1))
      assert.ok(!overlap(label, other), `${label.text}, ${other.text}`);
    for (const point of points) assert.ok(!overlap(label, point), `${label.text} on ${point.text}`);
    const on = leaders
      .flat()
      .filter(({ x, y }) => overlap(label, { text: '', left: x, right: x, top: y, bottom: y }));
    assert.deepEqual(on, [], `${label.text} on a line`);
  }
}

describe('charts in Chromium', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });

  const charts = (page: Page) => page.locator('#overview figure').all();

  test('points are where the data say; what is outside stands at the edge', async () => {
    const file = await reportOn();
    const run = loadRun(join(file, '..'));
    const { page } = await open(browser, file);
    for (const [index, xrt] of (['encode_xrt', 'decode_xrt'] as const).entries()) {
      const chart = page.locator('#overview figure').nth(index);
      const [x, y] = [await scaleOf(chart, 'x', Math.log), await scaleOf(chart, 'y', value => value)];
      const points = await placesOf(chart.locator('.points > *'));
      assert.equal(points.length, CHAINS.length);
      for (const { name, at } of points) {
        const row = run.totals.find(({ chain }) => chain === name);
        assert.ok(row?.ratio && row[xrt]);
        if (DRAWN.some(({ chain }) => chain === name)) {
          assert.ok(Math.abs(at[0] - x(row[xrt])) < 0.5, `${name}: ${xrt} ${row[xrt]} at ${at[0]}`);
          assert.ok(Math.abs(at[1] - y(row.ratio)) < 0.5, `${name}: ratio ${row.ratio} at ${at[1]}`);
        } else {
          assert.ok(at[0] < x(row[xrt]) && at[1] < y(row.ratio), `${name} at ${at}`);
        }
      }
      assert.match(await chart.locator('figcaption').innerText(), /at the edge: 1 chain outside/);
    }
    await page.close();
  });

  test('no name on another, on a point or on a line to one; the leading chains are named', async () => {
    for (const committed of COMMITTED) {
      const file = await reportOnFolder(committed);
      const { chains } = reportRun(loadRun(committed));
      const leading = leadingChains(complete(chains).filter(({ encodeXrt }) => encodeXrt !== null));
      for (const width of [390, 1280]) {
        const { page } = await open(browser, file, { viewport: { width, height: 900 } });
        for (const layout of await layoutsOf(page)) {
          assertApart(layout);
          const names = layout.labels.map(({ text }) => text);
          const lacking = leading.filter(({ name }) => !names.includes(name));
          if (width >= 1280) assert.deepEqual(lacking, [], `${committed} at ${width}: ${names.join(' | ')}`);
        }
        await page.close();
      }
    }
  });

  test('yours have a colour that no family has, and are named', async () => {
    const { page } = await open(browser, await reportOn([...WITH_YOURS]));
    const [chart] = await charts(page);
    const colour = (selector: string) =>
      page.evaluate<string[]>(
        `[...document.querySelector('#overview figure').querySelectorAll('${selector}')].map(element => getComputedStyle(element).fill)`,
      );
    const [yours, ...more] = await colour('[data-chain="mine:k=2"]');
    assert.deepEqual(more, []);
    assert.ok(!(await colour('.points > :not([data-chain="mine:k=2"])')).includes(yours));
    assert.deepEqual(await colour('.labels text.yours'), [yours]);
    assert.equal(await chart.locator('.labels text.yours').textContent(), 'mine:k=2');
    await page.close();
  });

  test('chains that are beaten and have no name are pale', async () => {
    for (const committed of COMMITTED) {
      const { page } = await open(browser, await reportOnFolder(committed));
      const [chart] = await charts(page);
      const pale = await chainsOf(chart.locator('.points > [opacity]'));
      const all = await chainsOf(chart.locator('.points > *'));
      assert.ok(pale.length > 0 && pale.length < all.length);
      const [smallest] = complete(reportRun(loadRun(committed)).chains);
      assert.ok(!pale.includes(smallest.chain));
      await page.close();
    }
  });

  test('words and families narrow table and charts, and how many are left is said', async () => {
    const { page } = await open(browser, await reportOn());
    const points = page.locator('#overview figure').first().locator('.points > *');
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('delta RANS');
    assert.deepEqual(await tableOf(page), ['levels+delta+rans', 'delta+rans']);
    assert.deepEqual(await chainsOf(points), ['levels+delta+rans', 'delta+rans']);
    assert.equal(await page.getByRole('status').innerText(), '2 of 6 chains shown');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'entropy', exact: true }).press('Enter');
    assert.deepEqual(await tableOf(page), ['raw+bzip2', 'raw+zstd', 'raw']);
    assert.equal(await points.count(), 3);
    await page.getByRole('searchbox').fill('nothing like it');
    assert.equal(await page.getByRole('status').innerText(), '0 of 6 chains shown');
    await page.close();
  });

  test('from point to point by arrow keys; Enter picks for the distribution', async () => {
    const { page, unwanted } = await open(browser, await reportOn());
    const chart = page.locator('#overview figure').first();
    const focused = () => page.evaluate<string>('document.activeElement.getAttribute("data-chain")');
    assert.equal(await chart.locator('[tabindex="0"]').count(), 1);
    await chart.locator('[tabindex="0"]').focus();
    await page.keyboard.press('Home');
    assert.equal(await focused(), 'raw+bzip2');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'raw+zstd');
    assert.match(
      await chart.locator('.tip').innerText(),
      /raw\+zstd\s+ratio 1\.999\s+8\.004 bits a sample\s+encode 50\.0 × real time/,
    );
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'rans');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Home');
    assert.equal(await chart.locator(':focus').getAttribute('aria-pressed'), 'false');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'raw+bzip2');
    assert.equal(await chart.locator(':focus').getAttribute('aria-pressed'), 'true');
    const ticks = page.locator('#distribution [data-chain="raw+bzip2"]');
    assert.equal(await ticks.count(), RECORDINGS.length);
    await chart.locator('[data-chain="raw+bzip2"]').click();
    assert.equal(await ticks.count(), 0);
    assert.deepEqual(unwanted, []);
    await page.close();
  });
});
