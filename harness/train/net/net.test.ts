import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeGatherer, RECORD } from '../../../codecs/coders/middle-out/gather.js';
import { correctionOf, latentsOf, type Seen } from '../../../codecs/coders/middle-out/twin/net.js';
import { makeRandom } from '../../../codecs/random.js';
import { learnNet } from './learn-net.js';
import { makeNetwork } from './network.js';
import { firstParameters, makeUniform, PARAMETERS } from './parameters.js';
import { digitsOf, modelOf, roundedParameters } from './rounding.js';

/** Records of any numbers that the coder may see. */
function anyRecords(count: number, seed: number): Int16Array {
  const random = makeRandom(seed);
  const records = new Int16Array(count * RECORD.length);
  for (let at = 0; at < records.length; at++) records[at] = (random() & 0xff) - 128 || 0;
  for (let k = 0; k < count; k++) {
    const at = k * RECORD.length;
    for (let byte = 0; byte < RECORD.weights; byte++) records[at + byte] = Math.max(-127, records[at + byte]);
    const peers = k % 4;
    for (let peer = 0; peer < 3; peer++) {
      records[at + RECORD.weights + peer] = peer < peers ? random() & 127 : 0;
      if (peer >= peers) records[at + RECORD.remainders + peer] = 0;
    }
    records[at + RECORD.left] = records[at] + 2 * records[at + RECORD.remainders];
    records[at + RECORD.scale] = 100;
  }
  return records;
}

function anyParameters(seed: number, size: number): Float64Array {
  const random = makeUniform(seed);
  const spread = Float64Array.from({ length: PARAMETERS }, () => size * (2 * random() - 1));
  return firstParameters(seed).map((value, k) => value + spread[k]);
}

test('what the trainer computes, rounding, is what the coder computes', () => {
  for (const [seed, size] of [
    [1, 0.02],
    [2, 0.5],
    [3, 4],
  ]) {
    const parameters = anyParameters(seed, size);
    const digits = digitsOf(parameters);
    const rounded = new Float64Array(PARAMETERS);
    roundedParameters(parameters, digits, rounded);
    const model = modelOf('mine', parameters, digits);
    const records = anyRecords(200, seed);
    const network = makeNetwork();
    let spoke = 0;
    for (let at = 0; at < records.length; at += RECORD.length) {
      const featuresOf = (lead: number) => [...records.subarray(at + 16 * lead, at + 16 * lead + 16)];
      const peers: Seen[] = [0, 1, 2].map(k => ({
        latents: latentsOf(model, featuresOf(1 + k)),
        weight: records[at + RECORD.weights + k],
        remainder: records[at + RECORD.remainders + k],
      }));
      const said = correctionOf(model, latentsOf(model, featuresOf(0)), peers);
      assert.equal(network.forward(rounded, records, at, true) * 4096, said);
      if (said !== 0) spoke++;
    }
    assert.ok(spoke > 100, `${spoke} of 200`);
  }
});

test('slopes are those of differences', () => {
  const parameters = anyParameters(5, 0.05);
  const records = anyRecords(40, 7);
  const network = makeNetwork();
  for (const at of [1, 2, 3, 39].map(k => k * RECORD.length)) {
    const gradient = new Float64Array(PARAMETERS);
    network.forward(parameters, records, at, false);
    network.backward(parameters, 1, gradient);
    for (let k = 0; k < PARAMETERS; k += 7) {
      const moved = (by: number) => {
        const other = parameters.slice();
        other[k] += by;
        return network.forward(other, records, at, false);
      };
      const slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      assert.ok(
        Math.abs(slope - gradient[k]) < 1e-4 * (1 + Math.abs(slope)),
        `${k}: ${slope}, ${gradient[k]}`,
      );
    }
  }
});

test('the same records give the same model, and it learns what they say', () => {
  const records = anyRecords(400, 11);
  const model = learnNet(records, { name: 'mine', seed: 1, steps: 300 });
  assert.deepEqual(learnNet(records, { name: 'mine', seed: 1, steps: 300 }), model);
  assert.notDeepEqual(learnNet(records, { name: 'mine', seed: 2, steps: 300 }), model);
  let [before, after] = [0, 0];
  for (let at = 0; at < records.length; at += RECORD.length) {
    const featuresOf = (lead: number) => [...records.subarray(at + 16 * lead, at + 16 * lead + 16)];
    const peers = [0, 1, 2].map(k => ({
      latents: latentsOf(model, featuresOf(1 + k)),
      weight: records[at + RECORD.weights + k],
      remainder: records[at + RECORD.remainders + k],
    }));
    const left = records[at + RECORD.left] / 128;
    before += left ** 2;
    after += (left - correctionOf(model, latentsOf(model, featuresOf(0)), peers) / 4096) ** 2;
  }
  assert.ok(after < 0.6 * before, `${after} of ${before} left`);
});

test('records are what the coder sees', async () => {
  const { gather } = await makeGatherer();
  const random = makeRandom(2);
  const one = Int16Array.from({ length: 1000 }, () => random() >> 7);
  const records = gather({ data: Int16Array.from([...one, ...one]), channels: 2 }, 100);
  const count = records.length / RECORD.length;
  assert.ok(count > 60 && count <= 100, `${count} records`);
  const second = records.subarray((count - 1) * RECORD.length);
  assert.equal(second[RECORD.weights], 127);
  assert.equal(second[RECORD.weights + 1], 0);
  assert.deepEqual(second.subarray(0, 8), second.subarray(16, 24), 'the same past');
});
