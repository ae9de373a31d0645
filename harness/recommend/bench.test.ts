/** Lanes with real processes: what is kept from window to window, and what is not. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { startBench } from './bench.js';
import { recordingsOf } from './simulated.test.kit.js';

const LIMITS = { timeoutMs: 60_000, memoryBytes: 2 ** 31 };

/** A coder that writes samples as they are, after `spoiling` has been run on them. */
function pluginWith(t: TestContext, name: string, spoiling: string): string {
  const path = join(temporaryFolder(t), `${name}.mjs`);
  const source = `
    import { defineCoder } from 'neural-codec-bench/codec';
    const bytesOf = ({ data }) => new Uint8Array(data.slice().buffer);
    export const ${name} = defineCoder({
      name: '${name}', family: 'copy', summary: 'a copy', parameters: {},
      open: () => ({
        encode: samples => { ${spoiling}; return bytesOf(samples); },
        decode: bytes => ({ data: new Int16Array(bytes.slice().buffer), channels: 1 }),
      }),
    });`;
  writeFileSync(path, source);
  return path;
}

function laneFor(t: TestContext) {
  const bench = startBench(1, LIMITS.memoryBytes);
  t.after(bench.closeLanes);
  const [lane] = bench.lanes;
  return async (chain: string, plugins: readonly string[], samples: readonly number[]) => {
    const [recording] = recordingsOf(t, 1, Int16Array.from(samples));
    const { outcome, isWarm } = await lane.code({ chain, plugins, recording }, LIMITS);
    return [outcome.status === 'ok' ? outcome.value.encodedBytes : outcome.error, isWarm];
  };
}

test('a process is kept by chain and plugin, and is warm from the second window on', async t => {
  const code = laneFor(t);
  const plugin = pluginWith(t, 'mine', '');
  assert.deepEqual(await code('mine', [plugin], [1, 2, 3]), [6, false]);
  assert.deepEqual(await code('mine', [plugin], [4, 5]), [4, true]);
  for (const [chain, plugins] of [
    ['levels+mine', [plugin]],
    ['rice', []],
  ] as const) {
    assert.equal((await code(chain, plugins, [4, 5]))[1], false);
    assert.equal((await code(chain, plugins, [4, 5]))[1], true);
  }
  assert.deepEqual(await code('mine', [plugin], [1, 2, 3]), [6, true]);
});

test('what a failure has spoiled is gone with its process', async t => {
  const code = laneFor(t);
  const spoiling = `if (samples.data[0] === 9) globalThis.spoiled = true;
    if (globalThis.spoiled) throw new Error('spoiled')`;
  const plugin = pluginWith(t, 'mine', spoiling);
  assert.deepEqual(await code('mine', [plugin], [1, 2]), [4, false]);
  const [said, isWarm] = await code('mine', [plugin], [9, 2]);
  assert.match(String(said), /^mine: spoiled \(\S+mine\.mjs:\d+:\d+\)$/);
  assert.equal(isWarm, true);
  assert.deepEqual(await code('mine', [plugin], [1, 2]), [4, false]);
});

test('what a plugin leaves behind meets no other plugin and no chain without one', async t => {
  const code = laneFor(t);
  const rude = pluginWith(t, 'rude', 'Int16Array.prototype.slice = () => { throw new Error("rude"); }');
  const other = pluginWith(t, 'other', '');
  const [said] = await code('rude', [rude], [1, 2]);
  assert.notEqual(said, 4);
  assert.deepEqual(await code('other', [other], [1, 2]), [4, false]);
  assert.equal(typeof (await code('rice', [], [1, 2]))[0], 'number');
});

test('more plugins than processes are kept for, in turn', async t => {
  const code = laneFor(t);
  const names = ['one', 'two', 'three', 'four', 'five'];
  const plugins = names.map(name => pluginWith(t, name, ''));
  for (const k of [0, 1, 2, 3, 4, 0]) assert.deepEqual(await code(names[k], [plugins[k]], [1]), [2, false]);
  assert.deepEqual(await code('five', [plugins[4]], [1]), [2, true]);
});
