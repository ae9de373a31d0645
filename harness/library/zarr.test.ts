import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { FileSystemStore } from '@zarrita/storage';
import * as zarrita from 'zarrita';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { makeSynthetic } from '../recordings/synthetic/synthetic.js';
import { registerZarrCodec, ZARR_CODEC, zarrCodec } from './zarr.js';

registerZarrCodec(zarrita.registry);

const [FRAMES, CHANNELS] = [3000, 4];

/** Interleaved, of a synthetic probe. */
function traces(): Int16Array {
  const { data, channels } = makeSynthetic('probe', 0, 1);
  const frames = data.length / channels;
  return Int16Array.from(
    { length: FRAMES * CHANNELS },
    (_, i) => data[(i % CHANNELS) * frames + Math.floor(i / CHANNELS)],
  );
}

async function arrayIn(t: TestContext, shape: number[], chunkShape: number[], configuration: object) {
  const folder = temporaryFolder(t);
  const codecs = [{ name: ZARR_CODEC, configuration: { ...configuration } }];
  const store = new FileSystemStore(folder);
  await zarrita.create(store, { dtype: 'int16', shape, chunkShape, codecs });
  const open = async () => zarrita.open.v3(new FileSystemStore(folder), { kind: 'array' });
  return { folder, open };
}

describe('a Zarr array', () => {
  test('is written and read again, whole and in stretches across chunks, and is small', async t => {
    const data = traces();
    const { folder, open } = await arrayIn(t, [FRAMES, CHANNELS], [1000, CHANNELS], {
      chain: 'levels+lpc+rans',
    });
    const array = await open();
    await zarrita.set(array, null, { data, shape: [FRAMES, CHANNELS], stride: [CHANNELS, 1] });
    const whole = await zarrita.get(await open(), null);
    assert.deepEqual([whole.shape, whole.data], [[FRAMES, CHANNELS], data]);
    const part = await zarrita.get(await open(), [zarrita.slice(900, 1100), zarrita.slice(1, 3)]);
    assert.deepEqual(part.shape, [200, 2]);
    assert.equal(Number(Reflect.get(part.data, 3)), data[901 * CHANNELS + 2]);
    const bytes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map(name => statSync(join(folder, name)))
      .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
    assert.ok(bytes < 0.6 * data.byteLength, `${bytes} of ${data.byteLength}`);
  });

  test('of channels first, of one axis, and with the default chain', async t => {
    const data = traces();
    const first = await arrayIn(t, [CHANNELS, FRAMES], [CHANNELS, 1024], { channel_axis: 0 });
    const shape = [CHANNELS, FRAMES];
    await zarrita.set(await first.open(), null, { data, shape, stride: [FRAMES, 1] });
    assert.deepEqual((await zarrita.get(await first.open(), null)).data, data);
    const line = await arrayIn(t, [data.length], [5000], {});
    await zarrita.set(await line.open(), null, { data, shape: [data.length], stride: [1] });
    assert.deepEqual((await zarrita.get(await line.open(), null)).data, data);
  });
});

test('what cannot be coded is refused in one line', async () => {
  const { fromConfig } = await zarrCodec();
  const int16 = { dataType: 'int16', shape: [10, 2] };
  for (const [configuration, array, message] of [
    [{ chain: 'nope' }, int16, /^[^\n]*nope[^\n]*$/],
    [{ chain: 3 }, int16, /^neural_codec_bench: chain 3: want the id of a chain$/],
    [{ level: 3 }, int16, /^neural_codec_bench: no level in its configuration/],
    [{ channel_axis: 2 }, int16, /channel_axis 2: want 0 or 1$/],
    [{}, { ...int16, dataType: 'float32' }, /arrays of int16 are coded, not of float32$/],
    [{}, { ...int16, shape: [1, 2, 3] }, /of one or two axes are coded, not of 3$/],
  ] as const) {
    assert.throws(() => fromConfig(configuration, array), { message });
  }
  const { encode } = fromConfig({ chain: 'delta+rice' }, { ...int16, shape: [4] });
  const bytes = await encode({ data: Int16Array.of(1, 2, 3, 4), shape: [4], stride: [1] });
  const other = fromConfig({ chain: 'delta+rice' }, { ...int16, shape: [5] });
  await assert.rejects(other.decode(bytes), /a chunk of 1 channels, 4 samples, where 1 channels of 5 frames/);
});
