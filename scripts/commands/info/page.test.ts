/** The page of `ncb info`, in a real browser. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, type TestContext, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { barriersOf, launch, open, skip } from '../shared/browser.test.kit.js';
import { ncb } from '../shared/cli.test.kit.js';

const [RATE, CHANNELS] = [1000, 10];

/** Ten channels of four seconds, of which the fourth is clipped for a while. */
function probe(): Uint8Array {
  const frames = 4 * RATE;
  const data = Int16Array.from({ length: CHANNELS * frames }, (_, i) => {
    const [channel, frame] = [Math.floor(i / frames), i % frames];
    const value = Math.round(200 * Math.sin(frame / 9 + channel) + ((i * 7919) % 31));
    return channel === 3 && frame > 1000 && frame < 1050 ? 500 : value;
  });
  return encodeWav({ data, channels: CHANNELS }, RATE);
}

async function pageOf(t: TestContext, recordings: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'set'));
  for (const [name, bytes] of Object.entries(recordings)) writeFileSync(join(folder, 'set', name), bytes);
  const { status, stderr } = await ncb(['info', 'set', '--page', 'look.html'], folder);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^written: look\.html$/m);
  return join(folder, 'look.html');
}

test('what cannot be a page is refused before anything is read', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.wav'), probe());
  const none = await ncb(['info', 'a.wav', '--page', 'look.txt'], folder);
  assert.deepEqual([none.status, none.stdout], [2, '']);
  assert.match(none.stderr, /--page look\.txt: want the name of a \.html file/);
  const both = await ncb(['info', 'a.wav', '--page', 'a.html', '--per-channel'], folder);
  assert.match(both.stderr, /--page shows recordings: leave --per-channel out/);
  assert.ok(!existsSync(join(folder, 'a.html')));
});

describe('the page in Chromium', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });

  test('shows signals, amplitudes, spectra and correlations, and asks the network for nothing', async t => {
    const file = await pageOf(t, { 'probe.wav': probe() });
    assert.ok(statSync(file).size < 1_000_000, `${statSync(file).size} bytes`);
    assert.ok(
      !/https?:\/\/(?!www\.w3\.org)/.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')),
    );
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, unwanted } = await open(browser, file, { colorScheme });
      assert.equal(await page.locator('h1').textContent(), 'set');
      assert.equal(await page.locator('#view-0 .plot canvas').count(), 2);
      assert.equal(await page.locator('canvas.spectrogram').count(), 1);
      assert.equal(await page.locator('canvas.correlation').count(), 1);
      assert.equal(await page.locator('#amplitudes .plot canvas').count(), 1);
      assert.match(
        String(await page.locator('main').textContent()),
        /Marked below: \d+ stretches.* in channel 3\./,
      );
      assert.deepEqual(await barriersOf(page), []);
      assert.deepEqual(unwanted, []);
      await page.close();
    }
  });

  test('is walked through by keyboard: zoom, every sample, other channels', async t => {
    const { page, unwanted } = await open(browser, await pageOf(t, { 'probe.wav': probe() }));
    const press = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
    };
    const note = page.locator('#view-0 p[aria-live]');
    assert.match(
      String(await note.textContent()),
      /^channels 0, 1, 2, 3, 4, 5, 6, 7 of 10; least and greatest/,
    );
    const before = await page.locator('#view-0 .plot').first().screenshot();
    await press('zoom in');
    assert.notDeepEqual(await page.locator('#view-0 .plot').first().screenshot(), before);
    await press('every sample');
    assert.match(String(await note.textContent()), /0\.1 s, every sample/);
    await press('channels behind');
    assert.match(String(await note.textContent()), /^channels 8, 9 of 10/);
    assert.deepEqual(unwanted, []);
    await page.close();
  });

  test('of many recordings has figures of all, and six that stand for them, on a phone too', async t => {
    const wave = (k: number) =>
      encodeWav(
        {
          data: Int16Array.from(
            { length: 3000 },
            (_, i) => ((i * 7919) % (2 + 8 * k)) + 10 * Math.sin(i / 40),
          ),
          channels: 1,
        },
        RATE,
      );
    const recordings = Object.fromEntries(Array.from({ length: 9 }, (_, k) => [`${k}.wav`, wave(k)]));
    const { page, unwanted } = await open(browser, await pageOf(t, recordings), {
      viewport: { width: 380, height: 800 },
    });
    const titles = await page.locator('h2').allTextContents();
    assert.deepEqual([titles[0], titles[5], titles.length], ['8.wav (hardest)', '0.wav (easiest)', 8]);
    assert.equal(await page.locator('#recordings .plot canvas').count(), 3);
    assert.equal(await page.locator('#recordings details tbody tr').count(), 9);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 380);
    assert.deepEqual(await barriersOf(page), []);
    assert.deepEqual(unwanted, []);
    await page.close();
  });
});
