/** Chains counted in processes of their own, with plugins among their stages. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseChain } from '../../codecs/chain-id.js';
import { PLUGIN_LIMITS } from '../plugins/limits.js';
import { loadPlugged, registryWith } from '../plugins/plugged.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { countChains } from './count.js';

const folder = mkdtempSync(join(tmpdir(), 'ncb-operations-'));
after(() => rmSync(folder, { recursive: true, force: true }));
for (const kernel of ['delta', 'shuffle']) {
  const path = fileURLToPath(new URL(`../../codecs/kernels/${kernel}.wasm`, import.meta.url));
  cpSync(path, join(folder, `${kernel}.wasm`));
}

/** `mine` is delta, compiled when the plugin is loaded; `other` names a module that it does not use. */
const PLUGIN = `
import { readFileSync } from 'node:fs';
import { defineTransform } from 'neural-codec-bench/codec';
const urlOf = name => new URL('./' + name + '.wasm', import.meta.url);
const { instance: { exports: kernel } } = await WebAssembly.instantiate(readFileSync(urlOf('delta')));
function through(pass, { data, channels }) {
  const made = data.slice();
  const frames = data.length / channels;
  const at = kernel.base();
  kernel.memory.grow(Math.ceil((2 * frames) / 65536));
  for (let start = 0; start < data.length; start += frames) {
    const room = new Int16Array(kernel.memory.buffer, at, frames);
    room.set(data.subarray(start, start + frames));
    pass(at, frames);
    made.set(room, start);
  }
  return { data: made, channels };
}
const codec = {
  encode: samples => ({ samples: through(kernel.difference, samples), side: new Uint8Array(0) }),
  decode: ({ samples }) => through(kernel.accumulate, samples),
};
const define = (name, wasm) =>
  defineTransform({ name, family: 'prediction', summary: name, ...(wasm && { wasm: [urlOf(wasm).href] }), open: () => codec });
export const mine = define('mine', 'delta');
export const other = define('other', 'shuffle');
export const silent = define('silent');
`;

describe('chains counted', () => {
  test('of our own stages and of plugins, and what cannot be', async () => {
    const path = join(folder, 'plugin.mjs');
    writeFileSync(path, PLUGIN);
    const plugged = await loadPlugged([path], PLUGIN_LIMITS);
    const registry = registryWith(plugged);
    const ids = ['delta+rice', 'mine+rice', 'other+rice', 'silent+rice', 'unique+rice'];
    const chains = ids.map(id => parseChain(id, registry));
    const recordings = syntheticRecordings({ implant: 1, probe: 0 });
    const [delta, mine, other, silent, unique] = await countChains(chains, recordings, {
      plugged,
      jobs: 1,
    });

    for (const direction of ['encode', 'decode'] as const) {
      const [own, plugin] = [delta, mine].map(counted => counted[direction]);
      assert.ok(own.status === 'counted' && plugin.status === 'counted');
      assert.equal(own.samples, recordings[0].frames);
      assert.deepEqual(plugin.operations, own.operations);
      assert.deepEqual(
        plugin.stages.map(({ stage }) => stage),
        ['mine', 'rice'],
      );
      assert.deepEqual(plugin.notes, [
        'mine: what it does in JavaScript: by its own account no work on samples',
      ]);
      assert.deepEqual(other[direction], {
        status: 'unsupported',
        reason: 'other: executes WebAssembly that its definition does not name (wasm)',
      });
    }
    assert.deepEqual(silent.encode, {
      status: 'unsupported',
      reason:
        'silent: does its work in JavaScript, or in WebAssembly that its definition does not name (wasm)',
    });
    assert.deepEqual(unique.decode, {
      status: 'unsupported',
      reason: 'unique: goes over samples in JavaScript, which is not counted',
    });
  });
});
