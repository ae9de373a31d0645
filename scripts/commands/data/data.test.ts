import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import yargs from 'yargs';
import { findRecordings } from '../../../harness/recordings/find.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { dataCommand } from './command.js';

/** Runs `ncb data …` in this process. */
async function data(t: TestContext, ...args: string[]): Promise<{ out: string[]; err: string[] }> {
  const log = t.mock.method(console, 'log', () => {});
  const error = t.mock.method(console, 'error', () => {});
  const lines = (mocked: typeof log) =>
    mocked.mock.calls.flatMap(call => String(call.arguments[0]).split('\n'));
  try {
    await yargs(['data', ...args])
      .command(dataCommand)
      .strict()
      .exitProcess(false)
      .fail((message, thrown) => {
        throw thrown ?? new Error(message);
      })
      .parseAsync();
    return { out: lines(log), err: lines(error) };
  } finally {
    log.mock.restore();
    error.mock.restore();
  }
}

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-data-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('synthesize writes what a sweep would make itself, verified by its manifest', async t => {
  const folder = join(temporary(t), 'new', 'set');
  const { out } = await data(t, 'synthesize', folder, '--implant', '2', '--seed', '9');
  assert.deepEqual(out, [`3 recordings and manifest.csv in ${folder}`]);
  const names = ['implant-00', 'implant-01', 'probe-00'];
  const files = names.flatMap(name => [`${name}.spikes.csv`, `${name}.wav`]);
  assert.deepEqual(readdirSync(folder).sort(), [...files, 'manifest.csv'].sort());
  const { recordings, refused } = await findRecordings([folder]);
  assert.deepEqual(refused, []);
  const made = syntheticRecordings({ implant: 2, probe: 1, seed: 9 });
  assert.deepEqual(await Promise.all(recordings.map(loadSamples)), await Promise.all(made.map(loadSamples)));
});

test('synthesize refuses impossible numbers', async t => {
  await assert.rejects(
    data(t, 'synthesize', temporary(t), '--implant', '1.5'),
    /--implant 1\.5: want a whole/,
  );
  await assert.rejects(
    data(t, 'synthesize', temporary(t), '--seed', 'x'),
    /--seed: not a number: want a whole/,
  );
});

test('fetch without a source says where the official one went', async t => {
  await assert.rejects(data(t, 'fetch', 'neuralink'), thrown => {
    assert.ok(thrown instanceof Error && thrown.constructor === Error);
    assert.match(
      thrown.message,
      /^content\.neuralink\.com\S+ has answered 404 since October 2026: give another/,
    );
    return true;
  });
  await assert.rejects(data(t, 'fetch', 'mnist', '--from', 'x'), /"neuralink"/);
  await assert.rejects(data(t), /say what to do: fetch or synthesize/);
});
