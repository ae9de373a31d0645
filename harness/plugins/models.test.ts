/** Profiles, models and topologies that a user gives, in one process; scripts/commands/sweep/profiles.test.ts has them in several. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { modelBytesOfChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import { MODEL_BYTES } from '../../codecs/coders/middle-out/model.js';
import { randomModel, relatedLeads, uneven } from '../../codecs/coders/middle-out/samples.test.kit.js';
import { computeTopology, loadTopologyKernel } from '../../codecs/coders/middle-out/topology.js';
import { nameTopology } from '../../codecs/coders/middle-out/topology-file.js';
import { liveOf } from '../../codecs/live.js';
import type { TrainedModel } from '../../codecs/trained.js';
import { trainedGrids } from '../grid/trained-grids.js';
import { decodeFile, encodeFile } from '../library/files.js';
import { givenFinder } from '../recommend/given.js';
import { encodeWav } from '../recordings/write.js';
import { trainedFileOf } from '../train/trained-file.test.kit.js';
import { findPlugin } from './find.js';
import { PLUGIN_LIMITS } from './limits.js';
import { findModels } from './models.js';
import { loadPlugged, pluginsBehind, registryWith } from './plugged.js';

const MINE = randomModel('my-net', 3);
const CHAIN = 'levels+middle-out:model=my-net,net=on';
const ARRAY_CHAIN = 'levels+middle-out:model=none,topology=my-array';

/** Of six leads, as they are in one recording or another. */
async function arrayOf(seed: number) {
  const topology = computeTopology(await loadTopologyKernel(), relatedLeads(300, 6, seed), 3, 'tree');
  return nameTopology('my-array', topology, 3);
}

describe('models given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  const pathOf = (file: string) => join(folder, file);
  before(async () => {
    const files: Readonly<Record<string, TrainedModel>> = {
      'net.json': MINE,
      'again.json': randomModel('my-net', 4),
      'leads.json': randomModel('leads', 4),
      'profile.json': uneven,
      'alike.json': { ...uneven, name: 'my-net' },
      'array.json': await arrayOf(5),
      'other-array.json': await arrayOf(6),
      'array-alike.json': { ...(await arrayOf(5)), name: 'uneven' },
    };
    for (const [file, trained] of Object.entries(files)) writeFileSync(pathOf(file), trainedFileOf(trained));
    writeFileSync(pathOf('program.json'), '{"name":"a","encode":[]}');
    writeFileSync(pathOf('torn.json'), trainedFileOf(MINE).slice(0, -9));
    writeFileSync(pathOf('short.json'), '{"name":"a","layers":{}}');
    writeFileSync(pathOf('later.json'), '{"name":"a","topology":2}');
  });
  after(() => rmSync(folder, { recursive: true }));

  test('are known by their content, count as model bytes, and go with the chains that name them', async () => {
    const plugged = await loadPlugged([], PLUGIN_LIMITS, [pathOf('net.json'), pathOf('profile.json')]);
    assert.deepEqual(
      plugged.models.map(({ trained }) => trained),
      [MINE, uneven],
    );
    const registry = registryWith(plugged);
    const facts = ['', ',profile=uneven'].map(more => {
      const chain = parseChain(CHAIN + more, registry);
      return [modelBytesOfChain(chain), pluginsBehind(chain, plugged)];
    });
    assert.deepEqual(facts, [
      [MODEL_BYTES, [pathOf('net.json')]],
      [MODEL_BYTES + 2050, [pathOf('net.json'), pathOf('profile.json')]],
    ]);
    const held = givenFinder([], plugged)({ id: CHAIN, chain: parseChain(CHAIN, registry), aliases: [] });
    assert.deepEqual(held, [{ option: '--profile', name: 'my-net' }]);
  });

  test('a topology counts in model bytes and tables of an implant, and goes with the chains that name it', async () => {
    const files = ['array.json', 'profile.json'].map(pathOf);
    const plugged = await loadPlugged([], PLUGIN_LIMITS, files);
    const array = await arrayOf(5);
    const [{ trained, version }] = plugged.models;
    assert.deepEqual(trained, array);
    assert.match(version, /^array\.json@sha256:[0-9a-f]{12}$/);
    const registry = registryWith(plugged);
    const [given, own] = ['my-array', 'own'].map(name =>
      parseChain(`levels+middle-out:model=none,topology=${name}`, registry),
    );
    assert.deepEqual([modelBytesOfChain(given), modelBytesOfChain(own)], [array.modelBytes, 0]);
    assert.deepEqual([pluginsBehind(given, plugged), pluginsBehind(own, plugged)], [[files[0]], []]);
    const [live, ownLive] = [given, own].map(chain => liveOf(chain) ?? assert.fail());
    assert.equal(live.tableBytes - ownLive.tableBytes, array.modelBytes);
    assert.deepEqual([live.measuredBefore, ownLive.measuredBefore], [[], ['the topology of leads']]);
    const held = givenFinder([], plugged)({ id: ARRAY_CHAIN, chain: given, aliases: [] });
    assert.deepEqual(held, [{ option: '--profile', name: 'my-array' }]);
  });

  test('a file comes back through a topology, and says which one it lacks', async () => {
    const wav = encodeWav(relatedLeads(300, 6), 20_000);
    const profiles = [pathOf('array.json')];
    const { container } = await encodeFile(wav, { chain: ARRAY_CHAIN, profiles });
    assert.deepEqual(Buffer.from(await decodeFile(container, { profiles })), Buffer.from(wav));
    await assert.rejects(
      decodeFile(container),
      /topology my-array unknown, want one of own; a file of ncb topology is given with --profile FILE$/,
    );
    await assert.rejects(
      decodeFile(container, { profiles: [pathOf('other-array.json')] }),
      /made with the topology [0-9a-f]{16}, the chain has my-array \([0-9a-f]{16}\)$/,
    );
  });

  test('a file comes back through one, and says which one it lacks', async () => {
    const wav = encodeWav(relatedLeads(300, 3), 20_000);
    const { container } = await encodeFile(wav, { chain: CHAIN, profiles: [pathOf('net.json')] });
    const decoded = await decodeFile(container, { profiles: [pathOf('net.json')] });
    assert.deepEqual(Buffer.from(decoded), Buffer.from(wav));
    await assert.rejects(
      decodeFile(container),
      /model my-net unknown, want one of none, leads; a model of your own is given with --profile FILE$/,
    );
    await assert.rejects(
      decodeFile(container, { profiles: [pathOf('again.json')] }),
      /made with the model [0-9a-f]{16}, the chain has my-net/,
    );
  });

  test('grids hold every coder that takes what is given', async () => {
    assert.deepEqual(trainedGrids([]), []);
    const [{ coders: ofModel }] = trainedGrids([MINE]);
    assert.equal(ofModel, 'middle-out:model=my-net,profile=none');
    const [{ coders }] = trainedGrids([MINE, uneven]);
    assert.match(coders, /gaussian-rans:profile=uneven,.*middle-out:model=my-net,profile=none\/uneven$/);
    const array = await arrayOf(5);
    const [{ coders: ofTopology }] = trainedGrids([array]);
    assert.equal(ofTopology, 'middle-out:topology=my-array,model=leads,profile=none');
    const [{ coders: ofAll }] = trainedGrids([MINE, uneven, array]);
    assert.match(ofAll, /,middle-out:topology=my-array,model=leads\/my-net,profile=none\/uneven$/);
  });

  const faults: Record<string, { files: string[]; error: RegExp }> = {
    'one name twice': {
      files: ['net.json', 'again.json'],
      error: /^model my-net: another given has this name; give it another in its file, or train with --name$/,
    },
    'a profile and a model of one name': {
      files: ['net.json', 'alike.json'],
      error: /^profile my-net: another given has this name/,
    },
    'the name of one that ships': {
      files: ['leads.json'],
      error: /^model leads: one that ships has this name/,
    },
    'a profile and a topology of one name': {
      files: ['profile.json', 'array-alike.json'],
      error:
        /^topology uneven: another given has this name; give it another in its file, or write it with --out OTHER\.json$/,
    },
    'none of them': {
      files: ['program.json'],
      error:
        /program\.json: has no thresholds, no layers and no topology; want a file of ncb train, the profile of a converter or a model of middle-out, or a topology of ncb topology$/,
    },
    'a topology of a later format': {
      files: ['later.json'],
      error: /later\.json: topology 2: want version 1$/,
    },
    'a torn file': { files: ['torn.json'], error: /torn\.json: not JSON; want a file of ncb train/ },
    'a model without a layer': {
      files: ['short.json'],
      error: /short\.json: hidden: no model of middle-out$/,
    },
  };
  for (const [name, { files, error }] of Object.entries(faults)) {
    test(`${name}: one line`, () => {
      assert.throws(() => findModels(files.map(pathOf)), { message: error });
    });
  }

  test('a model or topology is no plugin', async () => {
    await assert.rejects(
      findPlugin(pathOf('array.json')),
      /is a topology of middle-out; give it with --profile$/,
    );
    await assert.rejects(findPlugin(pathOf('net.json')), /is a model of middle-out; give it with --profile$/);
  });
});
