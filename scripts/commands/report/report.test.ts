/** `ncb report` as a process, and its page in a real browser. */
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { exactLine, temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { writeTotals } from '../../../harness/run/csv.js';
import { loadRun } from '../../../harness/run/load.js';
import { ncb } from '../shared/cli.test.kit.js';
import { CHAINS, launch, logLines, makeRun, open, skip } from './report.test.kit.js';

const RECORDINGS = ['one.wav', 'two.wav', 'three.wav'];

/** Reports on runs of a folder; says where the page is. */
async function report(folder: string, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await ncb(['report', ...args], folder);
  assert.deepEqual([status, stderr], [0, '']);
  return join(folder, stdout.split('\n')[0]);
}

async function reportOn(t: TestContext, lines = logLines(CHAINS, RECORDINGS)): Promise<string> {
  const folder = temporaryFolder(t);
  makeRun(join(folder, 'run'), lines);
  return report(folder, ['run']);
}

describe('in Chromium', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());

  const chainsOf = (rows: Locator) =>
    rows.evaluateAll(found => found.map(row => String(row.getAttribute('data-chain'))));
  const tableOf = (page: Page) => chainsOf(page.locator('#totals-table tbody tr'));

  test('opens from file:// alone, with nothing to say to the console, named for who hears it', async t => {
    const file = await reportOn(t);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, unwanted } = await open(browser, file, { colorScheme });
      assert.equal(await page.title(), 'ncb report: run');
      assert.match(
        await page.locator('.answer').innerText(),
        /^Smallest: levels\+delta\+rans at a ratio of 3\.996 .* encoding 125 and decoding 333 times real time/,
      );
      assert.deepEqual(await barriersOf(page), []);
      assert.deepEqual(unwanted, []);
      await page.close();
    }
    const { page } = await open(browser, file);
    await page.getByRole('group', { name: 'Compression ratio against encode speed' }).waitFor();
    await page.getByRole('region', { name: 'Table of totals' }).waitFor();
    assert.equal(await page.getByRole('heading', { level: 2 }).count(), 6);
    await page.close();
  });

  test('points are where the data say', async t => {
    const file = await reportOn(t);
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
        assert.ok(Math.abs(at[0] - x(row[xrt])) < 0.5, `${name}: ${xrt} ${row[xrt]} at ${at[0]}`);
        assert.ok(Math.abs(at[1] - y(row.ratio)) < 0.5, `${name}: ratio ${row.ratio} at ${at[1]}`);
      }
    }
    await page.close();
  });

  test('where chains are few each has its name, none over another', async t => {
    const { page } = await open(browser, await reportOn(t));
    const chart = page.locator('#overview figure').first();
    const labels = await chart.locator('.labels text').all();
    const names = await Promise.all(labels.map(label => label.textContent()));
    assert.deepEqual(names.toSorted(), CHAINS.map(({ chain }) => chain).toSorted());
    const boxes = await Promise.all(labels.map(label => label.boundingBox()));
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        assert.ok(a && b);
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + 11 <= b.y || b.y + 11 <= a.y;
        assert.ok(apart, `${JSON.stringify(a)} over ${JSON.stringify(b)}`);
      }
    }
    await page.close();
  });

  test('the table is sorted by mouse and by keyboard', async t => {
    const { page } = await open(browser, await reportOn(t));
    const falling = CHAINS.map(({ chain }) => chain);
    const heading = (name: string) => page.getByRole('columnheader', { name });
    assert.deepEqual(await tableOf(page), falling);
    assert.equal(await heading('ratio').getAttribute('aria-sort'), 'descending');
    await heading('ratio').getByRole('button').click();
    assert.deepEqual(await tableOf(page), falling.toReversed());
    assert.equal(await heading('ratio').getAttribute('aria-sort'), 'ascending');
    await heading('encode xRT').getByRole('button').focus();
    await page.keyboard.press('Enter');
    const byEncode = CHAINS.toSorted((a, b) => (a.encodeMs ?? 0) - (b.encodeMs ?? 0));
    assert.deepEqual(
      await tableOf(page),
      byEncode.map(({ chain }) => chain),
    );
    assert.equal(await heading('ratio').getAttribute('aria-sort'), 'none');
    await heading('chain').getByRole('button').press('Space');
    assert.deepEqual(
      await tableOf(page),
      falling.toSorted((a, b) => a.localeCompare(b, 'en')),
    );
    await page.close();
  });

  test('words and families narrow table and charts, and how many are left is said', async t => {
    const { page } = await open(browser, await reportOn(t));
    const points = page.locator('#overview figure').first().locator('.points > *');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
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

  test('from point to point by arrow keys; Enter picks for the distribution', async t => {
    const { page, unwanted } = await open(browser, await reportOn(t));
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
    const spread = page.locator('#distribution tbody tr', { hasText: 'raw+bzip2' });
    assert.match(await spread.innerText(), /2\.855\s+2\.853\s+.*\s+2\.857$/);
    assert.equal(await page.locator('#distribution [data-chain="raw+bzip2"]').count(), RECORDINGS.length);
    await chart.locator('[data-chain="raw+bzip2"]').click();
    assert.equal(await spread.count(), 0);
    assert.deepEqual(unwanted, []);
    await page.close();
  });

  test('ticks of the distribution are where the data say', async t => {
    const file = await reportOn(t);
    const { page, unwanted } = await open(browser, file);
    const chart = page.locator('#distribution figure');
    await chart.locator('.point').first().hover();
    assert.deepEqual(unwanted, []);
    const x = await scaleOf(chart, 'x', value => value);
    const cells = loadRun(join(file, '..')).cells.filter(({ chain }) => chain === 'rans');
    const ticks = chart.locator('.recordings [data-chain="rans"]');
    const drawn = await ticks.evaluateAll(found => found.map(tick => Number(tick.getAttribute('x1'))));
    assert.deepEqual(
      drawn.map(Math.round).sort(),
      cells.map(({ ratio }) => Math.round(x(ratio ?? 0))).sort(),
    );
    await page.close();
  });

  test('size by stage: what the run holds, and what it lacks', async t => {
    const { page } = await open(browser, await reportOn(t));
    const steps = (chain: string) => page.locator('#steps figure', { hasText: chain });
    const bits = await steps('levels+delta+rans')
      .locator('li')
      .evaluateAll(items => items.map(item => item.textContent));
    assert.deepEqual(bits, [
      'samples16.000 bits',
      '+ rans6.404 bits (−9.596)',
      '+ delta5.004 bits (−1.400)',
      '+ levels4.004 bits (−1.000)',
    ]);
    await page.locator('#totals-table').getByLabel('pick raw+bzip2').check();
    assert.equal(await steps('raw+bzip2').locator('li').count(), 3);
    await page.close();
  });

  test('in light, in dark, on a phone and on paper', async t => {
    const file = await reportOn(t);
    const ground = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const { page } = await open(browser, file, {
      viewport: { width: 375, height: 700 },
      colorScheme: 'dark',
    });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 375);
    assert.equal(await ground(page), 'rgb(20, 24, 28)');
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await ground(page), 'rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    assert.equal(await ground(page), 'rgb(255, 255, 255)');
    assert.equal(await page.getByRole('searchbox').isVisible(), false);
    await page.close();
  });

  test('names that would break out of the page or the picture', async t => {
    const folder = temporaryFolder(t);
    const chain = '</script><script>document.title="broken"</script><!--"\'&amp;\u2028é漢𝄞';
    const hostile = [{ chain, family: 'constructor', bytes: 900, encodeMs: 1, decodeMs: 1 }];
    const failure = exactLine({
      chain: 'bad',
      recording: '<b>"it\'s".wav',
      status: 'error',
      error: '<i>why</i>',
    });
    makeRun(join(folder, 'run'), [...logLines([...hostile, ...CHAINS], RECORDINGS), failure]);
    const { page, unwanted } = await open(browser, await report(folder, ['run', '--svg', 'plot.svg']));
    assert.equal((await tableOf(page))[0], chain);
    assert.match(
      await page.locator('#failures').innerText(),
      /bad\s+error\s+<i>why<\/i>\s+1: <b>"it's"\.wav/,
    );
    assert.equal(await page.title(), 'ncb report: run');
    assert.deepEqual(unwanted, []);
    await page.close();
    const picture = await open(browser, join(folder, 'plot.svg'));
    assert.ok((await chainsOf(picture.page.locator('.points > *'))).includes(chain));
    assert.deepEqual(picture.unwanted, []);
    await picture.page.close();
  });

  test('500 chains over 100 recordings: under 1 MB, and in use at once', async t => {
    const many = Array.from({ length: 500 }, (_, i) => ({
      chain: `levels+delta:order=${i}+rans+zstd:level=${i}`,
      family: 'dictionary',
      bytes: 1000 + 7 * i,
      encodeMs: 1 + 0.37 * ((i * 7919) % 500),
      decodeMs: 1 + 0.11 * ((i * 104729) % 500),
    }));
    const recordings = Array.from({ length: 100 }, (_, i) => `0052503c-2849-4f41-ab51-db382103690c-${i}.wav`);
    const file = await reportOn(t, logLines(many, recordings));
    const { size } = statSync(file);
    assert.ok(size < 1_000_000, `${size} bytes`);
    const { page, unwanted } = await open(browser, file);
    assert.equal((await tableOf(page)).length, 500);
    await page.getByRole('searchbox').fill('level=499');
    assert.equal((await tableOf(page)).length, 1);
    assert.deepEqual(unwanted, []);
    await page.close();
  });

  test('sizes only, totals only, one stream of all', async t => {
    const folder = temporaryFolder(t);
    const sizes = CHAINS.map(({ chain, family, bytes }) => ({ chain, family, bytes }));
    makeRun(join(folder, 'sizes'), logLines(sizes, RECORDINGS));
    const first = await open(browser, await report(folder, ['sizes']));
    assert.match(await first.page.locator('#overview').innerText(), /sizes only: there are no speeds/);
    const chart = first.page.locator('#overview figure');
    const x = await scaleOf(chart, 'x', value => value);
    for (const { name, at } of await placesOf(chart.locator('.points > *'))) {
      const bytes = sizes.find(({ chain }) => chain === name)?.bytes ?? 0;
      assert.ok(Math.abs(at[0] - x(12000 / (3 * bytes + 3))) < 0.5, name);
    }
    writeTotals(
      join(folder, 'totals.csv'),
      loadRun(makeRun(join(folder, 'run'), logLines(CHAINS, RECORDINGS))).totals,
    );
    const second = await open(browser, await report(folder, ['totals.csv']));
    assert.match(await second.page.locator('#distribution').innerText(), /totals only/);
    assert.equal((await tableOf(second.page)).length, CHAINS.length);
    const solid = logLines(sizes, ['all']).map(line => ({ ...line, scope: 'solid' }) as const);
    makeRun(join(folder, 'both'), [...logLines(sizes, RECORDINGS), ...solid]);
    const third = await open(browser, await report(folder, ['both']));
    assert.equal((await tableOf(third.page)).length, 2 * CHAINS.length);
    assert.equal(await third.page.locator('#overview .points > *').count(), CHAINS.length);
    assert.deepEqual([...first.unwanted, ...second.unwanted, ...third.unwanted], []);
    await Promise.all([first, second, third].map(({ page }) => page.close()));
  });

  test('two runs: their difference, by recordings that both have', async t => {
    const folder = temporaryFolder(t);
    makeRun(join(folder, 'before'), logLines(CHAINS, RECORDINGS));
    const later = CHAINS.slice(0, 5).map(made =>
      made.chain === 'rans' ? { ...made, bytes: 1200, encodeMs: 7.4 } : made,
    );
    makeRun(join(folder, 'after'), logLines(later, RECORDINGS.slice(0, 2)));
    const file = await report(folder, ['before', 'after', '--out', 'both.html']);
    assert.equal(file, join(folder, 'both.html'));
    const { page, unwanted } = await open(browser, file);
    const part = page.locator('#comparison');
    assert.deepEqual(await barriersOf(page), []);
    assert.match(
      await part.innerText(),
      /of 5 chains over the same recordings, 1 smaller, 0 larger, 4 of the same size/,
    );
    assert.match(await part.innerText(), /Only in before: raw\./);
    const row = part.locator('tbody tr').first();
    assert.match(await row.innerText(), /^rans\s+3,201\s+2,401\s+-24\.99 %\s+2\.00\s+1\.00\s+2$/);
    assert.equal(await part.locator('.moves').first().locator('path').count(), 5);
    const ends = await placesOf(part.locator('figure').first().locator('.points > *'));
    const x = await scaleOf(part.locator('figure').first(), 'x', Math.log);
    assert.ok(Math.abs(x(1000 / 7.4) - (ends.find(({ name }) => name === 'rans')?.at[0] ?? 0)) < 0.5);
    await page.getByLabel('From here on, the run').selectOption('after');
    assert.equal((await tableOf(page)).length, 5);
    assert.deepEqual(unwanted, []);
    await page.close();
  });

  test('the picture: points in place, light and dark, and words for it', async t => {
    const folder = temporaryFolder(t);
    const programs = [
      { chain: 'exec:x', family: 'entropy', bytes: 950, encodeMs: 30, decodeMs: 30 },
    ] as const;
    const made = [...CHAINS, ...programs.map(chain => ({ ...chain, isolation: 'process' as const }))];
    const run = loadRun(makeRun(join(folder, 'run'), logLines(made, RECORDINGS)));
    await report(folder, ['run', '--svg', 'plot.svg', '--svg-axis', 'decode']);
    const file = join(folder, 'plot.svg');
    assert.match(
      readFileSync(file, 'utf8'),
      /<title[^>]*>Compression ratio against decode speed<\/title><desc/,
    );
    const { page, unwanted } = await open(browser, file, { colorScheme: 'dark' });
    const svg = page.locator('svg').first();
    const [x, y] = [await scaleOf(svg, 'x', Math.log), await scaleOf(svg, 'y', value => value)];
    for (const { name, at } of await placesOf(svg.locator('.points > *'))) {
      const row = run.totals.find(({ chain }) => chain === name);
      assert.ok(Math.abs(at[0] - x(row?.decode_xrt ?? 0)) < 0.5, name);
      assert.ok(Math.abs(at[1] - y(row?.ratio ?? 0)) < 0.5, name);
    }
    const ground = 'getComputedStyle(document.querySelector(".ground")).fill';
    assert.equal(await page.evaluate(ground), 'rgb(20, 24, 28)');
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await page.evaluate(ground), 'rgb(255, 255, 255)');
    assert.match((await svg.locator('.labels').textContent()) ?? '', /exec:x †/);
    assert.deepEqual(unwanted, []);
    await page.close();
  });
});

/** What keeps people out, as far as axe-core finds it. */
async function barriersOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: object[] }[] }>('axe.run()');
  return violations.map(({ id, nodes }) => `${id} ${JSON.stringify(nodes[0])}`);
}

/** Where the elements of chains were moved to. */
async function placesOf(points: Locator): Promise<{ name: string; at: number[] }[]> {
  const found = await points.evaluateAll(elements =>
    elements.map(element => [element.getAttribute('data-chain'), element.getAttribute('transform')]),
  );
  return found.map(([name, transform]) => ({ name: String(name), at: numbersOf(transform) }));
}

/** From a value to its place, by the numbers that stand on an axis. */
async function scaleOf(chart: Locator, axis: 'x' | 'y', scale: (value: number) => number) {
  const labels = await chart
    .locator(
      `g[font-variant="tabular-nums"]${axis === 'x' ? ':not([text-anchor])' : '[text-anchor="end"]'} text`,
    )
    .evaluateAll(found => found.map(text => [text.textContent, text.getAttribute('transform')]));
  const ticks = labels.map(([text, transform]) => ({
    value: scale(Number(String(text).replaceAll(',', ''))),
    at: numbersOf(transform)[axis === 'x' ? 0 : 1],
  }));
  const [first, last] = [ticks[0], ticks[ticks.length - 1]];
  const perUnit = (last.at - first.at) / (last.value - first.value);
  return (value: number) => first.at + (scale(value) - first.value) * perUnit;
}

function numbersOf(transform: string | null): number[] {
  return (transform?.match(/-?[\d.]+/g) ?? []).map(Number);
}

describe('what is wrong is one line and status 2', () => {
  const sizes = CHAINS.map(({ chain, family, bytes }) => ({ chain, family, bytes }));
  const cases: Record<string, { args: string[]; error: RegExp }> = {
    'nothing to report on': { args: [], error: /^ncb: Not enough non-option arguments/ },
    'a missing path': { args: ['nowhere'], error: /^ncb: no such file or folder: nowhere\n$/ },
    'a folder that is no run': { args: ['.'], error: /^ncb: \.: holds no cells\.csv\n$/ },
    'an empty run': { args: ['empty.csv'], error: /^ncb: empty\.csv: holds no chains\n$/ },
    'a picture without speeds': {
      args: ['run', '--svg', 'plot.svg'],
      error: /^ncb: run: no speeds to draw, its sweep measured sizes only\n$/,
    },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async t => {
      const folder = temporaryFolder(t);
      const run = makeRun(join(folder, 'run'), logLines(sizes, ['a']));
      const [header] = readFileSync(join(run, 'cells.csv'), 'utf8').split('\n');
      writeFileSync(join(folder, 'empty.csv'), `${header}\n`);
      const { status, stdout, stderr } = await ncb(['report', ...args], folder);
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});
