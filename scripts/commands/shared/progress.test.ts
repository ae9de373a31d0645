/** Progress where there is no terminal: plain lines, and none for what is soon over. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeProgressBar } from './progress.js';

/** What is written to stderr, which is no terminal under the test runner. */
function said(t: TestContext): string[] {
  const lines: string[] = [];
  t.mock.method(console, 'error', (line: string) => {
    // that mocked timers are experimental
    if (!line.startsWith('(node:')) lines.push(line);
  });
  return lines;
}

test('a line once a phase is long enough, then every ten seconds one that is new', async t => {
  const lines = said(t);
  const bar = makeProgressBar();
  const step = { phase: 'exact', total: 375, unit: 'cells' } as const;
  bar.show({ ...step, done: 0, leftMs: 200_000 });
  assert.deepEqual(lines, []);
  await sleep(800);
  t.mock.timers.enable({ apis: ['setInterval'] });
  bar.show({ ...step, done: 45, leftMs: 130_000 });
  bar.show({ ...step, done: 50, leftMs: 125_400 });
  assert.deepEqual(lines, ['measuring sizes: 45 of 375 cells, 2 min 10 s left']);
  t.mock.timers.tick(10_000);
  assert.deepEqual(lines.slice(1), ['measuring sizes: 50 of 375 cells, 2 min 5 s left']);
  bar.show({ ...step, done: 374, leftMs: 33 });
  t.mock.timers.tick(40_000);
  assert.deepEqual(lines.slice(2), ['measuring sizes: 374 of 375 cells, 1 s left']);
  bar.show({ ...step, done: 375, leftMs: 0 });
  t.mock.timers.tick(60_000);
  assert.equal(lines.length, 3);
});

test('a phase whose end is not known, and one that is over at once', async t => {
  const lines = said(t);
  const bar = makeProgressBar();
  bar.show({ phase: 'files', done: 0, total: 2, unit: 'files' });
  bar.show({ phase: 'files', done: 2, total: 2, unit: 'files' });
  bar.show({ phase: 'download', done: 0, total: undefined, unit: 'MB' });
  await sleep(800);
  bar.show({ phase: 'download', done: 12, total: undefined, unit: 'MB' });
  bar.stop();
  assert.deepEqual(lines, ['downloading: 12 MB']);
});
