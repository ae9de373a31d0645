/** A whole sweep: each chain measured in processes of its own, by whatever Node runs this. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as zlib from 'node:zlib';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { loadPlugged } from '../plugins/plugged.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { planSweep } from './plan.js';
import { defaultSettings } from './settings.js';
import { runPlan } from './sweep.js';

test('chains are coded and timed; zstd-native wherever Node has Zstandard, else it is unsupported', async t => {
  const limits = { timeoutMs: 60_000, memoryBytes: 2 ** 31 };
  const request = {
    grids: [],
    exactChains: ['delta+rice', 'raw+zstd-native'],
    plugged: await loadPlugged([], limits),
    recordings: syntheticRecordings({ implant: 1, probe: 0 }),
    refused: [],
    settings: { ...defaultSettings(), out: join(temporaryFolder(t), 'run'), rounds: 1, timeMs: 5 },
  };
  const { cells } = await runPlan(planSweep(request), 'a test');
  const zstd = 'zstdCompressSync' in zlib ? 'ok' : 'unsupported';
  const statuses = Object.fromEntries(
    cells.filter(({ alias }) => alias === '').map(({ chain, status }) => [chain, status]),
  );
  assert.deepEqual(statuses, { raw: 'ok', 'delta+rice': 'ok', 'raw+zstd-native': zstd });
  for (const { status, encode_ns } of cells) assert.equal(encode_ns !== null, status === 'ok');
  const log = join(request.settings.out, 'log.jsonl');
  const lines = readFileSync(log, 'utf8').split('\n');
  const at = lines.findIndex(line => /"exact".*"chain":"delta\+rice"/.test(line));
  // half of it, with the next one glued to it
  lines.splice(at, 2, lines[at].slice(0, 50) + lines[at + 1]);
  writeFileSync(log, lines.join('\n'));
  const { tornLines, exact } = planSweep(request);
  assert.deepEqual(tornLines, [at + 1]);
  assert.ok(exact.some(({ planned }) => planned.id === 'delta+rice'));
});
