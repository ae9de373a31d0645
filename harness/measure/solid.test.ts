/** Scope solid: its index, its stream, and what forging either comes to. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';
import { solidRecording } from '../recordings/solid.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { solidCodec } from './solid-codec.js';
import { decodeIndex, encodeIndex, type IndexEntry } from './solid-index.js';

const entry = fc.record(
  {
    name: fc.string({ unit: 'grapheme', maxLength: 30 }),
    channels: fc.integer({ min: 1, max: 400 }),
    frames: fc.integer({ min: 1, max: 100_000 }),
    sampleRateHz: fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
  },
  { noNullPrototype: true },
);

const ENTRIES: readonly IndexEntry[] = [
  { name: 'day 1/é.wav', channels: 1, frames: 3, sampleRateHz: 19531 },
  { name: 'day 1/è.wav', channels: 2, frames: 2, sampleRateHz: 19531.25 },
  { name: 'day 2/a.wav', channels: 1, frames: 1, sampleRateHz: 19531 },
];

describe('the index', () => {
  test('gives back names and shapes', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), entries => {
        assert.deepEqual(decodeIndex(encodeIndex(entries)), entries);
      }),
    );
  });

  test('is as small as it is drawn', () => {
    const one = ENTRIES.slice(0, 1);
    // two counts, one format, frames, two lengths, 12 bytes of name
    assert.equal(encodeIndex(one).length, 2 + 9 + 1 + 2 + 12);
    // a second with one byte of its name changed: frames, two lengths, and what follows the change
    assert.equal(encodeIndex([...one, { ...one[0], name: 'day 1/é.raw' }]).length, 26 + 3 + 3);
  });

  test('keeps its format', () => {
    const golden =
      '03020100000000c012d3400200000000d012d340000100030201000c07050407' +
      '64617920312fc3a92e776176a82e776176322f612e776176';
    assert.equal(Buffer.from(encodeIndex(ENTRIES)).toString('hex'), golden);
  });

  test('cut short or followed by anything, it throws', () => {
    const bytes = encodeIndex(ENTRIES);
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => decodeIndex(bytes.subarray(0, length)), `${length} bytes`);
    }
    assert.throws(() => decodeIndex(Uint8Array.of(...bytes, 0)), /1 bytes behind the index/);
  });

  const rate = [0, 0, 0, 0, 0, 0x88, 0xd3, 0x40]; // 20000 Hz
  const forged: Record<string, [readonly number[], RegExp]> = {
    'more recordings than bytes': [[0xff, 0xff, 0x7f, 1], /4 bytes says 2097151 recordings/],
    'a format for nobody': [[1, 2, 1, ...rate, 1], /1 recordings of 2 formats/],
    'no channel': [[1, 1, 0, ...rate, 1, 0, 0], /0 channels at 20000 Hz/],
    'no rate': [[1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0], /1 channels at 0 Hz/],
    'a format that is not there': [[2, 2, 1, ...rate, 2, ...rate, 0, 2, 1, 1, 0, 0, 0, 0], /format 2 of 2/],
    'too many samples': [[1, 1, 3, ...rate, 0xff, 0xff, 0xff, 0xff, 3, 0, 0], /over 1073741824/],
    'a name out of nothing': [[1, 1, 1, ...rate, 1, 5, 0], /shares 5 bytes of 0/],
    'names beyond measure': [[1, 1, 1, ...rate, 1, 0xff, 0xff, 0xff, 0x7f, 0], /names of 268435455 bytes/],
    'a name that is no text': [[1, 1, 1, ...rate, 1, 0, 1, 0xff], /not valid/],
  };
  for (const [name, [bytes, message]] of Object.entries(forged)) {
    test(`${name} is refused`, () => assert.throws(() => decodeIndex(Uint8Array.from(bytes)), message));
  }
});

const registry = makeRegistry(builtInStages);

/** Two recordings of one channel and between them one of several. */
function mixed(): Recording[] {
  const [a, b, probe] = syntheticRecordings({ implant: 2, probe: 1 });
  return [a, probe, b];
}

async function solid(chain: string, parts: readonly Recording[]): Promise<ChainCodec> {
  return solidCodec(await openChain(parseChain(chain, registry)), parts);
}

describe('a solid set', () => {
  test('is one recording of the same samples and the same duration', async () => {
    const parts = mixed();
    const set = solidRecording(parts);
    const samples = parts.reduce((sum, { channels, frames }) => sum + channels * frames, 0);
    const seconds = parts.reduce((sum, { frames, sampleRateHz }) => sum + frames / sampleRateHz, 0);
    assert.deepEqual([set.name, set.channels, set.frames], ['(solid: 3 recordings)', 1, samples]);
    assert.ok(Math.abs(set.frames / set.sampleRateHz - seconds) < 1e-9 * seconds);
    const { data } = await loadSamples(set);
    const [a, probe, b] = (await Promise.all(parts.map(loadSamples))).map(samples => samples.data);
    assert.equal(Buffer.compare(Buffer.from(data.buffer), Buffer.concat([a, b, probe].map(asBytes))), 0);
  });

  test('of one channel count keeps channels and rate, channel behind channel', async () => {
    const [probe] = syntheticRecordings({ implant: 0, probe: 1 });
    const set = solidRecording([probe, probe]);
    assert.deepEqual([set.channels, set.frames], [probe.channels, 2 * probe.frames]);
    assert.equal(set.sampleRateHz, probe.sampleRateHz);
    const one = (await loadSamples(probe)).data.subarray(probe.frames, 2 * probe.frames);
    const two = (await loadSamples(set)).data;
    assert.deepEqual(two.subarray(2 * probe.frames, 3 * probe.frames), one);
    assert.deepEqual(two.subarray(3 * probe.frames, 4 * probe.frames), one);
  });

  test('of more than 2^30 samples is refused', () => {
    const [implant] = syntheticRecordings({ implant: 1, probe: 0 });
    const long = { ...implant, frames: 2 ** 29 };
    assert.doesNotThrow(() => solidRecording([long, long]));
    assert.throws(
      () => solidRecording([long, long, implant]),
      /--scope solid: 10\d+ samples, at most 1073741824/,
    );
  });

  for (const chain of ['raw', 'levels+delta+rans', 'raw+xz:preset=0']) {
    test(`comes back through ${chain}, its bytes those of its streams and its index`, async () => {
      const parts = mixed();
      const samples = await loadSamples(solidRecording(parts));
      const stream = await (await solid(chain, parts)).encode(samples);
      assert.deepEqual(await (await solid(chain, parts)).decode(stream), samples);
      const plain = await openChain(parseChain(chain, registry));
      const implants = { data: samples.data.subarray(0, parts[0].frames + parts[2].frames), channels: 1 };
      const probe = { data: samples.data.subarray(implants.data.length), channels: parts[1].channels };
      const [first, last] = [await plain.encode(implants), await plain.encode(probe)];
      const index = encodeIndex(parts);
      const stored = Math.min(index.length, deflateSync(index, { level: 9 }).length);
      const lengths = 1 + 1 + Math.ceil(Math.log2(first.length) / 7);
      assert.equal(stream.length, lengths + stored + first.length + last.length);
    });
  }

  test('under other names, or with samples missing, is no match', async () => {
    const parts = mixed();
    const stream = await (await solid('rice', parts)).encode(await loadSamples(solidRecording(parts)));
    const [a, ...rest] = parts;
    const renamed = await solid('rice', [{ ...a, name: 'else' }, ...rest]);
    assert.throws(() => renamed.decode(stream), /index has "synthetic\/implant-00": 1 × .* for "else"/);
    const fewer = await solid('rice', rest);
    assert.throws(() => fewer.decode(stream), /index has 3 recordings of 2/);
  });

  test('cut short anywhere or of another form, it throws', async () => {
    const parts = mixed().map(part => ({ ...part, frames: 40 }));
    const data = Int16Array.from({ length: 80 + 40 * parts[1].channels }, (_, i) => 100 * Math.sin(i));
    const codec = await solid('rice', parts);
    const stream = await codec.encode({ data, channels: 1 });
    for (let length = 0; length < stream.length; length++) {
      assert.throws(() => codec.decode(stream.slice(0, length)), `${length} bytes`);
    }
    assert.throws(() => codec.decode(Uint8Array.of(2, ...stream.subarray(1))), /index of form 2/);
  });
});

function asBytes(data: Int16Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
