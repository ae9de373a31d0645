/** The table of a page and what stands below it, in a real browser. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { exactLine, temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { IMPLANT_JSON } from '../../../harness/report/implant/implant.test.kit.js';
import { loadRun } from '../../../harness/run/load.js';
import { barriersOf, launch, open, skip } from '../shared/browser.test.kit.js';
import {
  CHAINS,
  chainsOf,
  logLines,
  makeRun,
  placesOf,
  RECORDINGS,
  report,
  reportOn,
  scaleOf,
  tableOf,
  WITH_LOSSY,
  WITH_YOURS,
} from './report.test.kit.js';

/** Of 2000 samples in 4000 bytes. */
function bitsOf(chain: string): number {
  const line = WITH_LOSSY.find(of => of.type === 'exact' && of.chain === chain);
  assert.ok(line?.type === 'exact');
  return (8 * line.encodedBytes) / 2000;
}

/** Its charts, its table and its notes, on a screen and on a phone. */
async function seeImplant(page: Page): Promise<void> {
  const part = page.locator('#implant');
  const [uwb, ble] = await part.locator('figure').all();
  const [x, y] = [await scaleOf(uwb, 'x', Math.log), await scaleOf(uwb, 'y', Math.log)];
  const marks = await placesOf(uwb.locator('.points > *'));
  const rows = new Map(IMPLANT_JSON.rows.map(row => [row.chain, row]));
  assert.deepEqual(
    marks.map(({ name }) => name),
    [...rows.keys()],
  );
  for (const { name, at } of marks) {
    const { worst_link_bits_per_s = 0, radios = [] } = rows.get(name) ?? {};
    const [{ total_ceiling_w, radio_w }] = radios;
    assert.ok(Math.abs(at[0] - x(1000 * (total_ceiling_w ?? radio_w + 0.001))) < 0.5, `${name} at ${at[0]}`);
    assert.ok(Math.abs(at[1] - y(worst_link_bits_per_s / 100)) < 0.5, `${name} at ${at[1]}`);
  }
  await ble.locator('[tabindex="0"]').focus();
  await page.keyboard.press('Home');
  assert.match(
    await ble.locator('.tip').innerText(),
    /levels\+counts\s+by ble: latency 2\.00×.*latency 50\.0 ms/s,
  );
  const order = () => chainsOf(part.locator('#implant-table tbody tr'));
  assert.deepEqual(await order(), [...rows.keys()].toReversed());
  await part.getByRole('columnheader', { name: 'uwb', exact: true }).getByRole('button').click();
  assert.equal((await order())[0], 'levels+events');
  await part.locator('summary:visible').last().click();
  assert.match(await part.innerText(), /Front end\s+10\.0 µW a channel.*mine: a stage of JavaScript/s);
  assert.match(await part.innerText(), /liar\s+mismatch: <b>frame 0<\/b>/);
  await page.setViewportSize({ width: 390, height: 844 });
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
  const titles = await part.locator('#implant-table thead th:visible').allInnerTexts();
  assert.deepEqual(
    titles.map(title => title.trim()),
    ['chain', 'Mbit/s', 'uwb', 'ble'],
  );
}

describe('parts in Chromium', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });

  test('the table is sorted by mouse and by keyboard', async () => {
    const { page } = await open(browser, await reportOn());
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
    await heading('rank').getByRole('button').click();
    assert.deepEqual(await tableOf(page), falling);
    await page.close();
  });

  test('yours stand on top of the table in every order, with rank and distance', async () => {
    const { page } = await open(browser, await reportOn([...WITH_YOURS]));
    const first = page.locator('#totals-table tbody tr').first();
    for (const name of ['ratio', 'encode xRT', 'chain']) {
      await page.getByRole('columnheader', { name }).getByRole('button').click();
      assert.equal((await tableOf(page))[0], 'mine:k=2', name);
    }
    await page.getByRole('searchbox').fill('zstd');
    assert.deepEqual(await tableOf(page), ['mine:k=2', 'raw+zstd']);
    assert.match(await first.innerText(), /yours: 3rd of 7, \+30\.0 % to the smallest/);
    await page.close();
  });

  test('the table has no box of its own, and on a phone the columns that decide', async () => {
    const file = await reportOn([...WITH_YOURS]);
    const columns = async (width: number) => {
      const { page } = await open(browser, file, { viewport: { width, height: 800 } });
      const scrolls = await page
        .locator('#totals')
        .evaluate(part =>
          [part, ...part.querySelectorAll('*')].some(
            element => element.scrollHeight > element.clientHeight + 40,
          ),
        );
      assert.equal(scrolls, false);
      const titles = await page.locator('#totals-table thead th:visible').allInnerTexts();
      await page.close();
      return titles.map(title => title.replaceAll(/\s+/g, ' ').replace(' ▼', ''));
    };
    assert.deepEqual(await columns(390), ['pick', 'chain', 'ratio', 'encode xRT', 'decode xRT']);
    const wide = await columns(1500);
    for (const title of ['rank', 'bytes to the smallest', 'encode MB/s', 'memory, MiB', 'Pareto front']) {
      assert.ok(wide.includes(title), `${title} among ${wide.join(', ')}`);
    }
  });

  test('ticks of the distribution are where the data say, an outlier beside the axis', async () => {
    const recordings = Array.from({ length: 40 }, (_, i) => `${i}.wav`);
    const usual = recordings.map((recording, i) =>
      exactLine({ chain: 'rans', recording, recordingSha256: recording, encodedBytes: 1000 + i }),
    );
    const outlier = exactLine({
      chain: 'rans',
      recording: 'odd.wav',
      recordingSha256: 'odd',
      encodedBytes: 4000,
    });
    const file = await reportOn([...usual, outlier]);
    const { page, unwanted } = await open(browser, file);
    const chart = page.locator('#distribution figure');
    await chart.locator('.point').first().hover();
    assert.deepEqual(unwanted, []);
    const x = await scaleOf(chart, 'x', value => value);
    const cells = loadRun(join(file, '..')).cells.filter(({ recording }) => recording !== 'odd.wav');
    const ticks = chart.locator('.recordings [data-chain="rans"]');
    const drawn = await ticks.evaluateAll(found => found.map(tick => Number(tick.getAttribute('x1'))));
    assert.deepEqual(
      drawn.map(Math.round).toSorted((a, b) => a - b),
      cells.map(({ ratio }) => Math.round(x(ratio ?? 0))).toSorted((a, b) => a - b),
    );
    assert.equal(await chart.locator('.outside').textContent(), '◂ 1.00');
    assert.match((await ticks.first().textContent()) ?? '', /^0\.wav: 4\.000$/);
    await page.locator('#distribution summary:visible').click();
    const row = page.locator('#distribution tbody tr');
    assert.match(await row.innerText(), /^rans\s+3\.6\d+\s+1\.000\s+odd\.wav\s+.*\s+4\.000\s+0\.wav$/s);
    await page.close();
  });

  test('what loses something stands apart, in a picture of rate and distortion and in tables', async () => {
    const { page, unwanted } = await open(browser, await reportOn([...WITH_LOSSY]));
    assert.deepEqual(await tableOf(page), ['levels+rice']);
    const rows = (id: string) => chainsOf(page.locator(`#${id} tbody tr`));
    const byBits = ['levels+lms-range:error=4', 'levels+quantize:step=7+rice', 'levels+quantize+rice'];
    assert.deepEqual(await rows('lossy-table'), byBits);
    assert.deepEqual(await rows('summaries-table'), ['times']);
    const titles = await page.locator('#summaries-table thead th').allInnerTexts();
    assert.ok(titles.some(title => /^bits\/s, a channel/.test(title)));
    assert.ok(!titles.some(title => /ratio/.test(title)), titles.join(', '));
    // each point where its bits are, those of R(D) among the lines
    const [error, kept] = await page.locator('#lossy figure').all();
    const x = await scaleOf(error, 'x', value => value);
    for (const { name, at } of await placesOf(error.locator('.points > [data-chain]'))) {
      const bits = bitsOf(name);
      assert.ok(Math.abs(at[0] - x(bits)) < 0.5, `${name}: ${bits} at ${at[0]}`);
    }
    assert.equal(await error.locator('.points > *').count(), 4);
    assert.equal(await error.locator('.limit').count(), 1);
    assert.equal(await kept.locator('.limit').count(), 0);
    assert.match(await error.locator('figcaption').innerText(), /limits set on 24 recordings/);
    // by keyboard to all figures of a point
    await error.locator('[tabindex="0"]').focus();
    await page.keyboard.press('Home');
    assert.match(
      await error.locator('.tip').innerText(),
      /levels\+lms-range:error=4\s+1\.800 bits a sample.*bits above R\(D\).*strong spikes found 0\.9800/s,
    );
    // other figures, fewer curves
    const before = await kept.locator('figcaption').innerText();
    await page.locator('#lossy select').nth(1).selectOption({ index: 2 });
    assert.notEqual(await kept.locator('figcaption').innerText(), before);
    await page.getByRole('button', { name: 'levels+quantize:step=…+rice' }).press('Enter');
    assert.deepEqual(await rows('lossy-table'), byBits.slice(0, 1));
    assert.equal(await kept.locator('.points > [data-chain]').count(), 1);
    assert.deepEqual(await barriersOf(page), []);
    assert.deepEqual(unwanted, []);
    await page.close();
  });

  test('size by stage: what the run holds, and what it lacks', async () => {
    const { page } = await open(browser, await reportOn());
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

  test('a coder that no shorter chain splits up has text: what it does, and what others make of the same', async () => {
    const sizes = [
      { chain: 'levels+lpc-gaussian', family: 'entropy', bytes: 1000 },
      { chain: 'levels+rans', family: 'entropy', bytes: 1600 },
    ];
    const { page } = await open(browser, await reportOn(logLines(sizes, ['a'])));
    const text = await page.locator('#steps figure', { hasText: 'lpc-gaussian' }).first().innerText();
    assert.match(text, /4\.000 bits a sample in one step/);
    assert.match(text, /lpc-gaussian: linear prediction and averages/);
    assert.match(text, /Other coders in its place: rans 6\.400 \(\+60\.0 %\)\./);
    await page.close();
  });

  test('where the bits go, and what an implant gives, stand on the page where the folder of the run says it', async t => {
    const folder = temporaryFolder(t);
    makeRun(join(folder, 'run'), logLines(CHAINS, RECORDINGS));
    const entropies = { order0_bits: 6000, normal_bits: 6100, predicted_bits: 4700 };
    const explanation = {
      chain: 'levels+rans',
      headline: 'levels+rans: 4.6 bits a sample',
      all: {
        samples: 1000,
        given: entropies,
        transforms: [{ stage: 'levels', side_bytes: 5, leaves: { ...entropies, order0_bits: 5000 } }],
        coder: {
          stage: 'rans',
          bytes: 625,
          parts: [
            { name: 'tables', bits: 500 },
            { name: 'words', bits: 4500 },
          ],
        },
        compressors: [],
      },
      recordings: [{}],
    };
    writeFileSync(join(folder, 'run', 'explain.json'), JSON.stringify(explanation));
    writeFileSync(join(folder, 'run', 'implant.json'), JSON.stringify(IMPLANT_JSON));
    const { page, unwanted } = await open(browser, await report(folder, ['run']));
    const part = page.locator('#explained');
    const bars = await part.locator('li').evaluateAll(items => items.map(item => item.textContent));
    assert.deepEqual(bars, [
      'samples16.000 bits',
      'their entropy6.000 bits',
      'after levels5.000 bits + 0.040',
      'rans5.000 bits',
      'tables0.500 bits',
      'words4.500 bits',
    ]);
    await part.locator('summary').click();
    assert.match(await part.locator('tbody').innerText(), /levels\s+0\.040\s+5\.000\s+6\.100\s+4\.700/);
    await seeImplant(page);
    assert.deepEqual(await barriersOf(page), []);
    assert.deepEqual(unwanted, []);
    await page.close();
  });
});
