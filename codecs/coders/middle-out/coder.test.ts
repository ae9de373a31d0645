import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { withLength } from '../../bytes/stream.js';
import { configure } from '../../chain-id.js';
import type { ParameterValues, Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { anySamples, openSync } from '../shared/block-coder.test.kit.js';
import { defineMiddleOut, unrelated } from './coder.js';
import { MODEL_BYTES } from './model.js';
import { randomModel, relatedLeads, uneven } from './samples.test.kit.js';
import { computeTopology, type LeadOrder, loadTopologyKernel } from './topology.js';
import { nameTopology } from './topology-file.js';
import { decodeTwin, encodeTwin } from './twin/twin.js';

const wild = randomModel('wild', 3);
const other = randomModel('other', 4);
const middleOut = defineMiddleOut([uneven], [wild, other]);

/** Nasty inputs as they are and as of three channels, as far as these divide them; none that keeps a twin long. */
function nastyLeads(): Samples[] {
  const inputs = nastySamples().map(({ value }) => value);
  const short = inputs.filter(({ data }) => data.length <= 2000);
  const dealt = short.map(({ data }) => ({
    data: data.slice(0, data.length - (data.length % 3)),
    channels: 3,
  }));
  return [...short, ...dealt];
}

const CONFIGURATIONS = [
  { model: 'wild', peers: 3, order: 'tree', lag: 'now', profile: 'none' },
  { model: 'wild', peers: 2, order: 'file', lag: 'past', profile: 'uneven' },
  { model: 'none', peers: 1, order: 'tree', lag: 'now', profile: 'uneven' },
  { model: 'other', peers: 3, order: 'tree', lag: 'past', profile: 'none' },
  { model: 'wild', peers: 0, order: 'tree', lag: 'now', profile: 'none' },
] as const;

function endsWith(stream: Uint8Array, part: Uint8Array): boolean {
  return Buffer.compare(stream.subarray(stream.length - part.length), part) === 0;
}

for (const values of CONFIGURATIONS) {
  test(`${JSON.stringify(values)}: the kernel writes what the formulas say, and both read it`, async () => {
    const codec = await openSync(middleOut, { ...values, net: 'on' });
    const kernel = await loadTopologyKernel();
    const { order, peers, lag } = values;
    const check = (samples: Samples) => {
      const shape = { channels: samples.channels, frames: samples.data.length / samples.channels };
      const hasPeers = peers > 0 && shape.channels > 1 && shape.frames >= 32;
      const topology = hasPeers
        ? computeTopology(kernel, samples, peers, order as LeadOrder)
        : unrelated(shape.channels);
      const settings = {
        topology,
        past: lag === 'past',
        model: [wild, other].find(({ name }) => name === values.model),
        profile: values.profile === 'none' ? undefined : uneven,
      };
      const code = encodeTwin(samples.data, shape, settings);
      const stream = codec.encode(samples);
      assert.ok(endsWith(stream, withLength(code)));
      assert.deepEqual(codec.decode(stream), { data: samples.data.slice(), channels: samples.channels });
      assert.deepEqual(decodeTwin(code, shape, settings), samples.data.slice());
    };
    for (const samples of nastyLeads()) check(samples);
    check(relatedLeads(300, 7));
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 1, max: 5 }), (data, channels) =>
        check({ data: data.slice(0, data.length - (data.length % channels)), channels }),
      ),
      { numRuns: 4 },
    );
  });
}

test('the format stays as it is', async () => {
  const hash = createHash('sha256');
  const sizes = [];
  for (const values of CONFIGURATIONS) {
    const codec = await openSync(middleOut, { ...values, net: 'on' });
    for (const { value } of nastySamples()) hash.update(codec.encode(value));
    const stream = codec.encode(relatedLeads(2000, 12));
    hash.update(stream);
    sizes.push(stream.length);
  }
  assert.deepEqual(sizes, [24664, 24218, 11113, 12140, 24649]);
  assert.equal(hash.digest('hex'), 'bdc14864fa5d3c38644d06ff65bbd7d9cfa2bfd82cf0f6d885f2b8ee7392088b');
});

test('a net that only harms is left out, and what was made without is read with any', async () => {
  const samples = relatedLeads(500, 4);
  const streamOf = async (values: Record<string, string>) =>
    (await openSync(middleOut, values)).encode(samples);
  const without = await streamOf({ model: 'none' });
  assert.deepEqual(await streamOf({ model: 'wild' }), without);
  assert.ok((await streamOf({ model: 'wild', net: 'on' })).length > without.length);
  assert.deepEqual((await openSync(middleOut, { model: 'other', net: 'on' })).decode(without), samples);
});

test('model bytes are counted with a model alone', () => {
  const bytes = middleOut.modelBytes;
  assert.ok(typeof bytes === 'function');
  assert.equal(bytes({ profile: 'none', model: 'none' }), 0);
  assert.equal(bytes({ profile: 'none', model: 'wild' }), MODEL_BYTES);
  assert.equal(bytes({ profile: 'uneven', model: 'wild' }), MODEL_BYTES + 2050);
  assert.ok(MODEL_BYTES < 1000);
});

test('streams of another model, and forged heads, are refused by name', async () => {
  const samples = relatedLeads(100, 4);
  const stream = (await openSync(middleOut, { model: 'wild', net: 'on' })).encode(samples);
  const wrong = await openSync(middleOut, { model: 'other' });
  assert.throws(
    () => wrong.decode(stream),
    /made with the model [0-9a-f]{16}, the chain has other \([0-9a-f]{16}\)/,
  );
  const none = await openSync(middleOut, { model: 'none' });
  assert.throws(() => none.decode(stream), /the chain has none/);
  assert.throws(() => none.decode(Uint8Array.of(1, 4, 0, 64, 0)), /settings 64 out of range 0\.\.63/);
  assert.throws(
    () => none.decode(Uint8Array.of(1, 4, 0, 32, 0)),
    /settings 32: a topology that is given has peers/,
  );
  assert.throws(() => none.decode(Uint8Array.of(1, 100, 0, 0, 1, 0)), /1 bytes cannot hold 100 samples/);
});

test('a topology that is given stands in no stream, and decodes nothing of another', async () => {
  const kernel = await loadTopologyKernel();
  const [samples, later] = [relatedLeads(400, 6, 5), relatedLeads(400, 6, 6)];
  const array = nameTopology('array', computeTopology(kernel, samples, 3, 'tree'), 3);
  const turned = nameTopology('turned', computeTopology(kernel, samples, 2, 'file'), 2);
  const given = defineMiddleOut([], [], [array, turned]);
  const own = (await openSync(given, {})).encode(samples);
  for (const values of [{}, { peers: 2 }, { lag: 'past' }]) {
    const sent = (await openSync(given, values)).encode(samples);
    const codec = await openSync(given, { ...values, topology: 'array' });
    const stream = codec.encode(samples);
    assert.ok(stream.length < sent.length, `${stream.length} bytes, ${sent.length} with the topology`);
    assert.deepEqual(codec.decode(stream), samples);
    assert.deepEqual(codec.decode(codec.encode(later)), later);
    assert.deepEqual(codec.decode(sent), samples, 'what was made without is read with any');
  }
  const codec = await openSync(given, { topology: 'array' });
  const stream = codec.encode(samples);
  assert.equal(own.length - stream.length, array.modelBytes - 2 + 1 - 8);
  const wanted = Buffer.from(array.digest).toString('hex').slice(0, 16);
  const message = new RegExp(`made with the topology ${wanted}, the chain has `);
  const other = await openSync(given, { topology: 'turned' });
  assert.throws(() => other.decode(stream), message);
  assert.throws(() => other.decode(stream), /the chain has turned \([0-9a-f]{16}\)/);
  const none = await openSync(given, {});
  assert.throws(() => none.decode(stream), /the chain has none/);
  const forged = stream.slice();
  forged[0] = 5;
  assert.throws(() => codec.decode(forged), /topology array is of 6 leads, the stream of 5/);
  // recordings of as many channels alone; others have their own
  const few = relatedLeads(200, 3);
  assert.deepEqual(codec.encode(few), none.encode(few));
  for (const { value } of nastySamples()) {
    if (value.data.length <= 2000)
      assert.deepEqual(other.decode(other.encode(value)).data, value.data.slice());
  }
  const bytes = given.modelBytes;
  assert.ok(typeof bytes === 'function');
  assert.equal(bytes({ profile: 'none', model: 'none', topology: 'array' }), array.modelBytes);
  // an implant holds it, and has nothing to measure before
  const liveOf = (values: ParameterValues) =>
    given.live?.(configure(given, { model: 'none', ...values }).values) ?? assert.fail();
  assert.deepEqual(liveOf({ topology: 'array' }), {
    ...liveOf({}),
    tableBytes: 4 * 8 * 1537 + array.modelBytes,
    measuredBefore: [],
  });
  assert.equal(liveOf({ topology: 'array', peers: 0 }).tableBytes, 4 * 8 * 1537);
});

test('the format of streams with a topology that is given stays as it is', async () => {
  const samples = relatedLeads(500, 8);
  const kernel = await loadTopologyKernel();
  const array = nameTopology('array', computeTopology(kernel, samples, 3, 'tree'), 3);
  const codec = await openSync(defineMiddleOut([], [wild], [array]), { topology: 'array', net: 'on' });
  assert.equal(
    createHash('sha256').update(codec.encode(samples)).digest('hex'),
    'f45658e49fefcc959b8fd6b8128ea8552d9b786f62fdeb0b723c7debe139b03a',
  );
});

test('leads alike are worth more with peers, most in this frame', async () => {
  const samples = relatedLeads(3000, 8);
  const sizeWith = async (values: Record<string, string | number>) =>
    (await openSync(middleOut, { model: 'none', ...values })).encode(samples).length;
  const [alone, past, now] = [
    await sizeWith({ peers: 0 }),
    await sizeWith({ lag: 'past' }),
    await sizeWith({ lag: 'now' }),
  ];
  assert.ok(now < 0.97 * past && past < 1.01 * alone, `${alone}, ${past}, ${now} bytes`);
});

test('what it takes of an implant, and what has to be known before', () => {
  const liveOf = (given: ParameterValues) => middleOut.live?.(configure(middleOut, given).values);
  assert.deepEqual(liveOf({ model: 'wild' }), {
    waitBits: 66,
    // with 48 that say which peers it has
    stateBytes: 176 + 48,
    tableBytes: 4 * 8 * 1537 + MODEL_BYTES,
    measuredBefore: ['the topology of leads', 'whether the net is used'],
  });
  assert.deepEqual(liveOf({ model: 'wild', net: 'on', lag: 'past' })?.measuredBefore, [
    'the topology of leads',
  ]);
  assert.deepEqual(liveOf({ model: 'none', peers: 0 })?.measuredBefore, []);
  assert.equal(liveOf({ model: 'none', peers: 0, lag: 'past' })?.stateBytes, 176 + 32);
});
