/** `ncb report`, as it is typed, and its page as a whole in a real browser. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { makeFolder } from '../../../harness/common/files.js';
import { exactLine, temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { writeTotals } from '../../../harness/run/csv.js';
import { loadRun } from '../../../harness/run/load.js';
import { barriersOf, launch, open, skip } from '../shared/browser.test.kit.js';
import { ncb } from '../shared/cli.test.kit.js';
import {
  CHAINS,
  chainsOf,
  DRAWN,
  logLines,
  makeRun,
  placesOf,
  RECORDINGS,
  report,
  reportOn,
  scaleOf,
  tableOf,
  WITH_YOURS,
} from './report.test.kit.js';

const SIZES = CHAINS.map(({ chain, family, bytes }) => ({ chain, family, bytes }));

describe('in Chromium', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });

  test('opens from file:// alone, with nothing to say to the console, named for who hears it', async () => {
    const file = await reportOn([...WITH_YOURS]);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, unwanted } = await open(browser, file, { colorScheme });
      assert.equal(await page.title(), 'ncb report: run');
      assert.deepEqual(await barriersOf(page), []);
      // what is folded away is there for who opens it
      for (const fold of await page.locator('summary:visible').all()) await fold.click();
      assert.deepEqual(await barriersOf(page), []);
      assert.deepEqual(unwanted, []);
      await page.close();
    }
    const { page } = await open(browser, file);
    await page.getByRole('group', { name: 'Compression ratio against encode speed' }).waitFor();
    await page.getByRole('table', { name: 'Totals over all recordings' }).waitFor();
    assert.deepEqual(await page.getByRole('heading', { level: 2 }).allInnerTexts(), [
      'Ratio against speed',
      'Totals',
      'Ratio over recordings',
      'Size by stage',
      'Failures',
      'Environment and method',
    ]);
    await page.close();
  });

  test('the first lines are the answer: the smallest, the fastest near it, yours, the well-known', async () => {
    const { page } = await open(browser, await reportOn([...WITH_YOURS]));
    const answers = await page.locator('.answer-item').allInnerTexts();
    assert.deepEqual(
      answers.map(text => text.replaceAll(/\s+/g, ' ')),
      [
        'Smallest levels+delta+rans ratio 3.996, encodes 125×, decodes 333× real time, no chain within 10 % of that ratio encodes faster',
        'Yours mine:k=2 3rd of 7, +30.0 % to the smallest, ratio 3.075, encodes 200×, decodes 200× real time, beaten at everything by delta+rans',
        'Best well-known bzip2 ratio 2.855, encodes 20.0×, decodes 25.0× real time, +40.0 % to the smallest',
      ],
    );
    await page.close();
  });

  test('what repeats the points is folded away, and there for who opens it', async () => {
    const { page } = await open(browser, await reportOn());
    const words = page.getByText(
      /On the front of ratio and encode speed, by falling ratio: levels\+delta\+rans/,
    );
    assert.equal(await words.isVisible(), false);
    await page.locator('#overview summary').first().press('Enter');
    assert.equal(await words.isVisible(), true);
    await page.getByRole('searchbox').fill('rans');
    assert.equal(await words.isVisible(), true);
    await page.close();
  });

  test('in light, in dark, on a phone and on paper', async () => {
    const file = await reportOn([...WITH_YOURS]);
    const ground = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const { page } = await open(browser, file, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
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
    assert.match(await page.locator('#failures').innerText(), /bad\s+error\s+<i>why<\/i>\s+<b>"it's"\.wav/);
    assert.equal(await page.title(), 'ncb report: run');
    assert.deepEqual(unwanted, []);
    await page.close();
    const picture = await open(browser, join(folder, 'plot.svg'));
    assert.ok((await chainsOf(picture.page.locator('.points > *'))).includes(chain));
    assert.deepEqual(picture.unwanted, []);
    await picture.page.close();
  });

  test('500 chains over 100 recordings: under 1 MB, and in use at once', async () => {
    const many = Array.from({ length: 500 }, (_, i) => ({
      chain: `levels+delta:order=${i}+rans+zstd:level=${i}`,
      family: 'dictionary',
      bytes: 1000 + 7 * i,
      encodeMs: 1 + 0.37 * ((i * 7919) % 500),
      decodeMs: 1 + 0.11 * ((i * 104729) % 500),
    }));
    const recordings = Array.from({ length: 100 }, (_, i) => `0052503c-2849-4f41-ab51-db382103690c-${i}.wav`);
    const file = await reportOn(logLines(many, recordings));
    const { size } = statSync(file);
    assert.ok(size < 1_000_000, `${size} bytes`);
    const { page, unwanted } = await open(browser, file);
    await page.getByRole('button', { name: 'Show the other 460' }).click();
    assert.equal((await tableOf(page)).length, 500);
    await page.getByRole('searchbox').fill('level=499');
    assert.equal((await tableOf(page)).length, 1);
    assert.deepEqual(unwanted, []);
    await page.close();
  });

  test('sizes only, totals only, one stream of all', async t => {
    const folder = temporaryFolder(t);
    makeRun(join(folder, 'sizes'), logLines(SIZES, RECORDINGS));
    const first = await open(browser, await report(folder, ['sizes']));
    assert.match(await first.page.locator('#overview').innerText(), /sizes only: there are no speeds/);
    const chart = first.page.locator('#overview figure');
    const x = await scaleOf(chart, 'x', value => value);
    const points = await placesOf(chart.locator('.points > *'));
    assert.equal(points.length, CHAINS.length);
    for (const { name, at } of points.filter(({ name }) => name !== 'raw')) {
      const bytes = SIZES.find(({ chain }) => chain === name)?.bytes ?? 0;
      assert.ok(Math.abs(at[0] - x(12000 / (3 * bytes + 3))) < 0.5, name);
    }
    writeTotals(
      join(folder, 'totals.csv'),
      loadRun(makeRun(join(folder, 'run'), logLines(CHAINS, RECORDINGS))).totals,
    );
    const second = await open(browser, await report(folder, ['totals.csv']));
    assert.match(await second.page.locator('#distribution').innerText(), /totals only/);
    assert.equal((await tableOf(second.page)).length, CHAINS.length);
    const solid = logLines(SIZES, ['all']).map(line => ({ ...line, scope: 'solid' }) as const);
    makeRun(join(folder, 'both'), [...logLines(SIZES, RECORDINGS), ...solid]);
    const third = await open(browser, await report(folder, ['both']));
    assert.equal((await tableOf(third.page)).length, 2 * CHAINS.length);
    assert.equal(await third.page.locator('#overview .points > *').count(), CHAINS.length);
    assert.deepEqual([...first.unwanted, ...second.unwanted, ...third.unwanted], []);
    await Promise.all([first, second, third].map(({ page }) => page.close()));
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
    const points = await placesOf(svg.locator('.points > *'));
    assert.equal(points.length, made.length);
    for (const { name, at } of points.filter(({ name }) => name !== 'raw')) {
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

  test('few chains stand in the frame but for the copy, which is named at its edge with its figures', async () => {
    const { page } = await open(browser, await reportOn());
    const chart = page.locator('#overview figure').first();
    const names = (await chart.locator('.labels text').allTextContents()).toSorted();
    const expected = DRAWN.map(({ chain }) => chain.replace(/^raw\+/, ''));
    assert.deepEqual(names, [...expected, 'raw1.00 at 100,000'].toSorted());
    await page.close();
  });
});

describe('what is wrong is one line and status 2', () => {
  const cases: Record<string, { args: string[]; error: RegExp }> = {
    'nothing to report on': { args: [], error: /^ncb: Not enough non-option arguments/ },
    'a missing path': { args: ['nowhere'], error: /^ncb: no such file or folder: nowhere\n$/ },
    'a folder that is no run': { args: ['.'], error: /^ncb: \.: holds no cells\.csv\n$/ },
    'an empty run': { args: ['empty.csv'], error: /^ncb: empty\.csv: holds no chains\n$/ },
    'a picture without speeds': {
      args: ['run', '--svg', 'plot.svg'],
      error: /^ncb: run: no speeds to draw, its sweep measured sizes only\n$/,
    },
    'figures of an implant that are none': {
      args: ['implanted'],
      error: /^ncb: implanted.implant\.json: not what ncb implant --json writes: terms is no object\n$/,
    },
    'an explanation that is none': {
      args: ['explained'],
      error: /^ncb: explained.explain\.json: not what ncb explain --json writes: chain is no text\n$/,
    },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async t => {
      const folder = temporaryFolder(t);
      const run = makeRun(join(folder, 'run'), logLines(SIZES, ['a']));
      const [header] = readFileSync(join(run, 'cells.csv'), 'utf8').split('\n');
      writeFileSync(join(folder, 'empty.csv'), `${header}\n`);
      makeRun(join(folder, 'explained'), logLines(SIZES, ['a']));
      writeFileSync(join(folder, 'explained', 'explain.json'), '{"all":{}}');
      makeFolder(join(folder, 'implanted'));
      writeFileSync(join(folder, 'implanted', 'implant.json'), '{"rows":{}}');
      const { status, stdout, stderr } = await ncb(['report', ...args], folder);
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});

test('--recordings draws the hardest beside the report, which links to them', async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'set'));
  for (const name of ['easy', 'hard']) {
    const data = Int16Array.from({ length: 3000 }, (_, i) => (name === 'easy' ? i % 3 : (i * 7919) % 997));
    writeFileSync(join(folder, 'set', `${name}.wav`), encodeWav({ data, channels: 1 }, 1000));
  }
  const swept = await ncb(['sweep', 'set', '--chain', 'delta+rice', '--size-only', '--out', 'run'], folder);
  assert.equal(swept.status, 0, swept.stderr);
  const { status, stdout, stderr } = await ncb(['report', 'run', '--recordings', 'set'], folder);
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.trim().split('\n'), [
    join('run', 'report-recordings.html'),
    join('run', 'report.html'),
  ]);
  const report = readFileSync(join(folder, 'run', 'report.html'), 'utf8');
  assert.match(report, /"views":\[\{"recording":"hard\.wav","href":"report-recordings\.html#view-0"\}/);
  const views = readFileSync(join(folder, 'run', 'report-recordings.html'), 'utf8');
  assert.match(views, /"views":\[\{"name":"hard\.wav"/);
  const other = await ncb(
    ['report', 'run', '--recordings', join('set', 'easy.wav'), '--out', 'x.html'],
    folder,
  );
  assert.equal(other.status, 0, other.stderr);
  writeFileSync(join(folder, 'other.wav'), encodeWav({ data: new Int16Array(2000), channels: 1 }, 1000));
  const none = await ncb(['report', 'run', '--recordings', 'other.wav', '--out', 'y.html'], folder);
  assert.deepEqual([none.status, none.stderr], [2, 'ncb: --recordings: none of them is in run\n']);
});
