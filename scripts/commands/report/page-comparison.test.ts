/** The page of two runs and more, in a real browser. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import type { LogLine } from '../../../harness/run/log.js';
import { barriersOf, launch, open, skip } from '../shared/browser.test.kit.js';
import { ncb } from '../shared/cli.test.kit.js';
import {
  CHAINS,
  logLines,
  type Made,
  makeRun,
  placesOf,
  RECORDINGS,
  report,
  scaleOf,
  tableOf,
} from './report.test.kit.js';

const ROUNDS = 12;

/** Timed in rounds that lie a few tenths of a percent apart, so that verdicts are sure. */
function inRounds(made: readonly Made[], recordings = RECORDINGS): LogLine[] {
  const sizes = made.map(({ encodeMs, decodeMs, ...rest }) => rest);
  const [recording] = recordings;
  const times = made.flatMap(({ chain, encodeMs = 1, decodeMs = 1 }) =>
    Array.from({ length: ROUNDS }, (_, round) => {
      const factor = 1e6 * (1 + 0.002 * (((round * 7) % ROUNDS) / ROUNDS));
      const cell = { chain, recording, recordingSha256: `${recording}-sha`, round };
      return timingLine({ ...cell, encodeNs: [encodeMs * factor], decodeNs: [decodeMs * factor] });
    }),
  );
  return [...logLines(sizes, recordings), ...times];
}

/** One smaller and slower, one larger, one gone. */
const LATER: readonly Made[] = CHAINS.slice(0, 5).map(made => {
  if (made.chain === 'rans') return { ...made, bytes: 1200, encodeMs: 7.4 };
  return made.chain === 'raw+zstd' ? { ...made, bytes: 2100 } : made;
});

describe('comparison in Chromium', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });

  const answerOf = (page: Page) => page.locator('#comparison .answer').innerText();

  test('two runs: what changed in a sentence, names of what moved, and the verdicts', async t => {
    const folder = temporaryFolder(t);
    makeRun(join(folder, 'before'), inRounds(CHAINS));
    makeRun(join(folder, 'after'), inRounds(LATER, RECORDINGS.slice(0, 2)));
    const file = await report(folder, ['before', 'after', '--out', 'both.html']);
    assert.equal(file, join(folder, 'both.html'));
    const { page, unwanted } = await open(browser, file);
    const part = page.locator('#comparison');
    assert.equal(
      await answerOf(page),
      'after against before: 1 chain larger by up to 5.00 %, 1 slower by up to ×2.00, 1 smaller by up to 24.99 %; 3 the same.',
    );
    const rows = part.locator('table').first().locator('tbody tr');
    assert.match(
      await rows.nth(0).innerText(),
      /^raw\+zstd\s+\+5\.00 % larger\s+×1\.00 \[1\.00, 1\.00\] same/,
    );
    assert.match(
      await rows.nth(1).innerText(),
      /^rans\s+−24\.99 % smaller\s+×2\.00 \[2\.00, 2\.00\] slower\s+×1\.00 \[1\.00, 1\.00\] same\s+3,201\s+2,401$/,
    );
    assert.equal(await rows.count(), 2);
    const chart = part.locator('figure').first();
    assert.deepEqual((await chart.locator('.labels text').allTextContents()).toSorted(), [
      'rans−24.99 %, ×2.00 slower',
      'raw+zstd+5.00 %',
    ]);
    assert.equal(await chart.locator('.moves .worse').count(), 1);
    assert.equal(await chart.locator('.moves .mixed').count(), 1);
    const ends = await placesOf(chart.locator('.points > *'));
    const x = await scaleOf(chart, 'x', Math.log);
    assert.ok(Math.abs(x(1000 / 7.4) - (ends.find(({ name }) => name === 'rans')?.at[0] ?? 0)) < 0.5);
    assert.deepEqual(await barriersOf(page), []);
    await part.getByText('3 chains without a change').click();
    assert.ok(await part.getByRole('table', { name: 'Chains without a change' }).isVisible());
    await part.getByText('Only in before: 1 chain').click();
    assert.ok(await part.getByText('raw', { exact: true }).isVisible());
    assert.deepEqual(await barriersOf(page), []);
    await page.getByLabel('From here on, the run').selectOption('after');
    assert.equal((await tableOf(page)).length, 5);
    assert.deepEqual(unwanted, []);
    await page.close();
  });

  test('the same as ncb compare says', async t => {
    const folder = temporaryFolder(t);
    makeRun(join(folder, 'before'), inRounds(CHAINS));
    makeRun(join(folder, 'after'), inRounds(LATER));
    const { stdout } = await ncb(['compare', 'before', 'after'], folder);
    assert.match(stdout, /rans +-24\.98 % +×2\.00 +\[2\.00, 2\.00\] +slower/);
    const { page } = await open(browser, await report(folder, ['before', 'after']));
    assert.match(
      await page.locator('#comparison tbody tr', { hasText: 'rans' }).nth(0).innerText(),
      /−24\.98 % smaller\s+×2\.00 \[2\.00, 2\.00\] slower/,
    );
    await page.close();
  });

  test('on another machine sizes are compared and times are not, which is said', async t => {
    const folder = temporaryFolder(t);
    makeRun(join(folder, 'before'), inRounds(CHAINS));
    makeRun(join(folder, 'after'), inRounds(LATER), { cpu_model: 'another' });
    const { page } = await open(browser, await report(folder, ['before', 'after']));
    const part = page.locator('#comparison');
    assert.match(
      await answerOf(page),
      /1 chain larger by up to 5\.00 %, 1 smaller by up to 24\.98 %; 3 of the same size, speed not judged\.$/,
    );
    assert.equal(await part.locator('figure').count(), 0);
    assert.ok(
      await part.getByText('Times are not judged, since they would differ by the machines').isVisible(),
    );
    const row = part.locator('tbody tr', { hasText: 'rans' }).first();
    assert.match(await row.innerText(), /^rans\s+−24\.98 % smaller\s+not judged\s+not judged/);
    await page.close();
  });

  test('of three runs the first is compared with either of the others; it fits a phone', async t => {
    const folder = temporaryFolder(t);
    makeRun(join(folder, 'one'), inRounds(CHAINS));
    makeRun(join(folder, 'two'), inRounds(CHAINS));
    makeRun(join(folder, 'three'), inRounds(LATER));
    const { page, unwanted } = await open(browser, await report(folder, ['one', 'two', 'three']), {
      viewport: { width: 390, height: 844 },
    });
    assert.match(
      await answerOf(page),
      /^two against one: No change that can be told from noise, of 6 chains: 6 the same\.$/,
    );
    await page.locator('#comparison select').selectOption('three');
    assert.match(await answerOf(page), /^three against one: 1 chain larger/);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
    assert.deepEqual(await barriersOf(page), []);
    assert.deepEqual(unwanted, []);
    await page.close();
  });
});
