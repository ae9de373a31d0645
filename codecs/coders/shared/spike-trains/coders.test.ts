import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { bytesOf } from '../../../bytes/stream.js';
import { openChain } from '../../../chain.js';
import { configure, parseChain } from '../../../chain-id.js';
import type { ParameterValues, Samples } from '../../../codec.js';
import { builtInStages, makeRegistry } from '../../../registry.js';
import { bandOf } from './detect.js';
import { RATE_HZ, spikyChannel, TIMES } from './trains.test.kit.js';

const channel = spikyChannel();
const samples: Samples = { data: channel, channels: 1, sampleRateHz: RATE_HZ };

const registry = makeRegistry(builtInStages);

async function through(name: string, given: ParameterValues = {}) {
  const stage = registry.get(name);
  if (stage?.kind !== 'coder') assert.fail(`${name} is no coder`);
  const { values } = configure(stage, given);
  const bytes = await (await stage.open(values)).encode(samples);
  const { data } = await (await stage.open(values)).decode(bytes);
  return { bytes, data };
}

describe('what is left of spikes', () => {
  test('by events are their times', async () => {
    const { bytes, data } = await through('events');
    assert.ok(bytes.length < 75, `${bytes.length} bytes`);
    // silence but for the pulses: any threshold finds these and nothing else
    const drawn = TIMES.filter(time => data.subarray(time - 1, time + 2).some(value => value < -50)).length;
    assert.equal(drawn, TIMES.length);
    assert.equal(data.filter(value => value !== 0).length < 25 * TIMES.length, true);
  });

  test('by events with templates are two waveforms that take turns', async () => {
    const { data } = await through('events', { templates: 2 });
    const depths = TIMES.map(time => Math.min(...data.subarray(time - 2, time + 3)));
    assert.equal(new Set(depths).size, 2);
    assert.ok(depths.every((depth, k) => depth === depths[k % 2]));
    assert.ok(depths[0] < depths[1] - 30, `${depths[0]}, ${depths[1]}`);
  });

  test('by counts are their numbers in bins', async () => {
    const { data } = await through('counts', { ms: 50 });
    const binned = (times: readonly number[]) => {
      const bins = new Array<number>(20).fill(0);
      for (const time of times) bins[Math.floor(time / 1000)]++;
      return bins;
    };
    const drawn: number[] = [];
    for (let i = 1; i < data.length - 1; i++) {
      if (data[i] < -50 && data[i] < data[i - 1] && data[i] <= data[i + 1]) drawn.push(i);
    }
    assert.deepEqual(binned(drawn), binned(TIMES));
  });

  test('by spikes is each sample around them, and a straight line between', async () => {
    const { data } = await through('spikes');
    for (const time of TIMES) {
      assert.deepEqual(data.subarray(time - 9, time + 21), channel.subarray(time - 9, time + 21));
    }
    const [from, to] = [TIMES[0] + 30, TIMES[1] - 20];
    const slopes = Array.from({ length: to - from }, (_, i) => data[from + i + 1] - data[from + i]);
    assert.ok(Math.max(...slopes) - Math.min(...slopes) <= 1);
  });

  test('by spikes within an error is each sample around them within it', async () => {
    const exact = await through('spikes');
    const { bytes, data } = await through('spikes', { error: 3 });
    for (const time of TIMES) {
      for (let i = time - 9; i < time + 21; i++) assert.ok(Math.abs(data[i] - channel[i]) <= 3);
    }
    assert.ok(bytes.length < 0.6 * exact.bytes.length, `${bytes.length} of ${exact.bytes.length}`);
  });
});

test('by power the mean size of the band in each bin comes back', async () => {
  const { data } = await through('power', { ms: 100 });
  const meansOf = (given: Int16Array) => {
    const band = bandOf(given, RATE_HZ, { low: 300, high: 1000 });
    return Array.from({ length: 10 }, (_, bin) => {
      const part = band.subarray(2000 * bin, 2000 * (bin + 1));
      return part.reduce((sum, value) => sum + Math.abs(value), 0) / part.length;
    });
  };
  const drawn = meansOf(data);
  for (const [bin, mean] of meansOf(channel).entries()) {
    assert.ok(Math.abs(drawn[bin] - mean) < 0.1 * mean, `${drawn[bin]}, not ${mean}`);
  }
});

test('behind a grid that what is drawn would leave, all comes back within it', async () => {
  const codes = Int16Array.from({ length: 4000 }, (_, i) => (i % 700 === 99 ? 2 : 4 + ((i * i) % 3)));
  const given = { data: codes.map(code => 100 * code), channels: 1, sampleRateHz: RATE_HZ };
  for (const coder of ['events', 'events:templates=2', 'counts', 'power', 'spikes:error=3']) {
    const codec = await openChain(parseChain(`levels+${coder}`, registry));
    const { data } = await codec.decode(await codec.encode(given));
    assert.ok(
      data.every(value => value >= 200 && value <= 600 && value % 100 === 0),
      coder,
    );
  }
});

describe('golden streams', () => {
  const GOLDEN: readonly [string, ParameterValues, number, string, string][] = [
    ['events', {}, 51, '5cc13facb49652c4', 'e76ebf0fd9381159'],
    ['events', { templates: 2 }, 112, '9bff5ec6333602dd', 'c5951bbc8190cb9c'],
    ['events', { detector: 'neo', filter: 'forwards' }, 51, 'ca7aa76f0270a7dc', '9fd5c8d3343dc165'],
    ['events', { filter: 'forwards' }, 58, 'e8e79f3cb708a6f7', 'f1794ba13956a53e'],
    ['events', { templates: 2, filter: 'forwards' }, 119, '3bc00dcc5d254738', 'ebf55ad2481edc07'],
    ['counts', { filter: 'forwards' }, 21, '9a61f14bcfeae867', 'cbd691549098a401'],
    ['power', { filter: 'forwards' }, 33, '1d08f457ae5467bb', '299ef324fb062ce1'],
    ['spikes', { filter: 'forwards' }, 1176, '7021b104d6aba689', 'd482ce7518898bb5'],
    ['counts', {}, 17, '88fef51599f039be', 'c353d21df446b0ad'],
    ['power', {}, 32, '760491c19afdb7b5', '13ac661a0388df4e'],
    ['spikes', {}, 1062, '850ef036aafa7f36', '04bc35e568a84a9b'],
    ['spikes', { error: 3 }, 577, 'fcf3b16e27ffe9ab', '32cb8847a28f93bd'],
  ];
  for (const [name, given, length, stream, decoded] of GOLDEN) {
    test(`of ${name}:${JSON.stringify(given)}`, async () => {
      const { bytes, data } = await through(name, given);
      const digest = (part: Uint8Array) => createHash('sha256').update(part).digest('hex').slice(0, 16);
      assert.deepEqual([bytes.length, digest(bytes), digest(bytesOf(data))], [length, stream, decoded]);
    });
  }
});
