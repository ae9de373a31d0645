/** Profiles and models that a user gives, in one process; scripts/commands/sweep/profiles.test.ts has them in several. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { modelBytesOfChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import { MODEL_BYTES } from '../../codecs/coders/middle-out/model.js';
import { randomModel, relatedLeads, uneven } from '../../codecs/coders/middle-out/samples.test.kit.js';
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

describe('models given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  const pathOf = (file: string) => join(folder, file);
  before(() => {
    const files: Readonly<Record<string, TrainedModel>> = {
      'net.json': MINE,
      'again.json': randomModel('my-net', 4),
      'leads.json': randomModel('leads', 4),
      'profile.json': uneven,
      'alike.json': { ...uneven, name: 'my-net' },
    };
    for (const [file, trained] of Object.entries(files)) writeFileSync(pathOf(file), trainedFileOf(trained));
    writeFileSync(pathOf('program.json'), '{"name":"a","encode":[]}');
    writeFileSync(pathOf('torn.json'), trainedFileOf(MINE).slice(0, -9));
    writeFileSync(pathOf('short.json'), '{"name":"a","layers":{}}');
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

  test('grids hold every coder that takes what is given', () => {
    assert.deepEqual(trainedGrids([]), []);
    const [{ coders: ofModel }] = trainedGrids([MINE]);
    assert.equal(ofModel, 'middle-out:model=my-net,profile=none');
    const [{ coders }] = trainedGrids([MINE, uneven]);
    assert.match(coders, /gaussian-rans:profile=uneven,.*middle-out:model=my-net,profile=none\/uneven$/);
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
    'neither of both': {
      files: ['program.json'],
      error:
        /program\.json: has no thresholds and no layers; want a file of ncb train: the profile of a converter, or a model of middle-out$/,
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

  test('a model is no plugin', async () => {
    await assert.rejects(findPlugin(pathOf('net.json')), /is a model of middle-out; give it with --profile$/);
  });
});
