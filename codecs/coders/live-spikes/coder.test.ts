/** Beyond the conformance kit: what comes back, when it is sent, and that the format stays as it is. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { packNumbers } from '../../bytes/numbers.js';
import { configure } from '../../chain-id.js';
import type { ParameterValues, Samples } from '../../codec.js';
import { makeBitDecoder, makeBitEncoder } from '../../models/adaptive-bits.js';
import { nastySamples } from '../../nasty.js';
import type { Spike } from '../shared/spike-trains/find-all.js';
import { RATE_HZ, spikyChannel } from '../shared/spike-trains/trains.test.kit.js';
import { liveSpikes } from './coder.js';
import { asSent, codeSpikes } from './events.js';

const channel = spikyChannel();
const frames = channel.length;
/** The same spikes twice, the second time upside down but for noise: none there. */
const samples: Samples = {
  data: Int16Array.from({ length: 2 * frames }, (_, i) => (i < frames ? channel[i] : channel[i % 97])),
  channels: 2,
  sampleRateHz: RATE_HZ,
};

async function through(given: ParameterValues, input = samples) {
  const { values } = configure(liveSpikes, given);
  const bytes = await (await liveSpikes.open(values)).encode(input);
  const { data } = await (await liveSpikes.open(values)).decode(bytes);
  return { bytes, data };
}

test('of times, pulses where the spikes were, and silence elsewhere', async () => {
  const { data } = await through({});
  const drawn = data.subarray(0, frames).filter(value => value < -50).length;
  assert.ok(drawn >= 35, `${drawn} samples of troughs`);
  assert.ok(data.subarray(0, frames).filter(value => value === 0).length > frames / 2);
});

for (const error of [0, 3]) {
  test(`of samples within ${error}, those around each spike`, async () => {
    const [{ data }, { data: pulses }] = [await through({ keep: 'samples', error }), await through({})];
    let near = 0;
    for (let i = 20; i < frames - 30; i++) {
      // the middle of a pulse is where the trough was
      const isTrough = pulses[i] < -50 && pulses[i] <= pulses[i - 1] && pulses[i] < pulses[i + 1];
      if (!isTrough) continue;
      near++;
      for (let k = i - 10; k <= i + 22; k++) {
        assert.ok(Math.abs(data[k] - channel[k]) <= error, `frame ${k}: ${data[k]} of ${channel[k]}`);
      }
    }
    assert.ok(near >= 35, `${near} spikes`);
  });
}

test('a stream that ends earlier is the beginning of one that goes on, but for what is not settled', async () => {
  const first = { ...samples, data: samples.data.subarray(0, frames), channels: 1 };
  const half = { ...first, data: first.data.subarray(0, frames / 2) };
  const [whole, part] = [await through({}, first), await through({}, half)];
  // behind the last whole block of the part, less the lag, spikes are still to come
  assert.deepEqual(part.data.subarray(0, frames / 2 - 100), whole.data.subarray(0, frames / 2 - 100));
});

describe('spikes in blocks', () => {
  const anySpikes = fc.uniqueArray(
    fc.record({ channel: fc.integer({ min: 0, max: 4 }), time: fc.integer({ min: 0, max: 499 }) }),
    { selector: spike => 500 * spike.channel + spike.time, maxLength: 40 },
  );
  test('come back, block by block, by channel and time', () => {
    fc.assert(
      fc.property(
        anySpikes,
        fc.integer({ min: 8, max: 600 }),
        fc.integer({ min: 0, max: 60 }),
        (spikes, block, lag) => {
          const shape = { channels: 5, frames: 500 };
          const blocks = { block, lag };
          const plain = spikes.map(({ channel, time }) => ({ channel, time }));
          const sent = asSent(plain, blocks, shape.frames);
          const encoder = makeBitEncoder();
          codeSpikes(encoder, shape, blocks, sent, () => undefined);
          const read: Spike[] = [];
          codeSpikes(makeBitDecoder(encoder.finish()), shape, blocks, [], spike => read.push(spike));
          assert.deepEqual(read, sent);
          const blockOf = ({ time }: Spike) => Math.floor(Math.min(time + lag, 499) / block);
          assert.deepEqual(
            read.map(blockOf),
            read.map(blockOf).toSorted((a, b) => a - b),
          );
        },
      ),
    );
  });
});

test('what is damaged in the head is one line', async () => {
  const codec = await liveSpikes.open(configure(liveSpikes).values);
  const stream = (numbers: readonly number[]) =>
    Uint8Array.of(...packNumbers([1, 8, 20_000, ...numbers, 0, 1]), 1);
  for (const [numbers, message] of [
    [[7, 0, 0, 0, 0, 0], /blocks of 7 frames/],
    [[16, 2 ** 21 + 1, 0, 0, 0, 0], /spikes 2097153 frames late/],
    [[16, 0, 2 ** 21, 0, 0, 0], /stretches of 2097152 and 0/],
    [[16, 0, 1, 1, 128, 0], /an error of 128/],
    [[16, 0, 0, 0, 0, 32768], /an amplitude of 32768/],
  ] as const) {
    assert.throws(() => codec.decode(stream(numbers)), message);
  }
});

test('the format stays as it is', async () => {
  const hash = createHash('sha256');
  for (const given of [
    {},
    { block: 100, detector: 'neo' },
    { keep: 'samples' },
    { keep: 'samples', error: 2 },
  ]) {
    for (const { value } of nastySamples()) hash.update((await through(given, value)).bytes);
    hash.update((await through(given)).bytes);
  }
  assert.equal(hash.digest('hex').slice(0, 32), 'd20843e9c8b6cd7d0338317bc15fde97');
});

test('what it takes of an implant', () => {
  const liveOf = (given: ParameterValues) => liveSpikes.live?.(configure(liveSpikes, given).values);
  assert.deepEqual(liveOf({}), { blockFrames: 16, lookAheadFrames: 33, waitBits: 32, stateBytes: 148 });
  assert.deepEqual(liveOf({ keep: 'samples' })?.lookAheadFrames, 33);
});
