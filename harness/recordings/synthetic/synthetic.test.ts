import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { toInterleaved } from '../../../codecs/bytes/planar.js';
import { bytesOf } from '../../../codecs/bytes/stream.js';
import type { Samples } from '../../../codecs/codec.js';
import { sharedData as shared } from '../../../codecs/shared-data.test.kit.js';
import { packageRoot } from '../../common/package-root.js';
import { hashBytes } from '../checksum.js';
import { entropyBits as entropyOf } from '../description/statistics.js';
import { countedSamples, tallyGroups } from '../description/tally.js';
import { findRecordings } from '../find.js';
import { loadSamples } from '../load.js';
import { toSixteenBits } from './implant.js';
import { makeSynthetic, syntheticRecordings } from './synthetic.js';

/** Order-0 entropies in bits a sample, the mean of the channels. */
async function describeSamples(samples: Samples) {
  let entropyBits = 0;
  let differenceEntropyBits = 0;
  for await (const tallies of tallyGroups(countedSamples(samples), true)) {
    for (const { samples: counts, differences } of tallies) {
      entropyBits += (entropyOf(counts) ?? 0) / samples.channels;
      differenceEntropyBits += (entropyOf(differences) ?? 0) / samples.channels;
    }
  }
  return { entropyBits, differenceEntropyBits };
}

const GOLDEN = [
  ['synthetic/implant-00', 1, 98655, 19531, 'f3064c05f434c8a3'],
  ['synthetic/implant-01', 1, 98696, 19531, '05fe98e2e0fe09ce'],
  ['synthetic/implant-02', 1, 98737, 19531, '9065d2dc370ab800'],
  ['synthetic/implant-03', 1, 98681, 19531, '8cb9f80675c584c8'],
  ['synthetic/probe-00', 16, 30000, 30000, 'eb55575cb2527c27'],
  ['synthetic/probe-01', 16, 30000, 30000, '5e128b0e82d9da4b'],
];

describe('the same everywhere and always', () => {
  test('checksums of the built-in set', () => {
    const recordings = syntheticRecordings({ implant: 4, probe: 2 });
    assert.deepEqual(
      recordings.map(({ name, channels, frames, sampleRateHz, sha256 }) => [
        name,
        channels,
        frames,
        sampleRateHz,
        sha256.slice(0, 16),
      ]),
      GOLDEN,
    );
  });

  test('a recording depends on its index and the seed alone, and is loaded as it was hashed', async () => {
    const [first] = syntheticRecordings({ implant: 1, probe: 0, seed: 5 });
    const loaded = await loadSamples(first);
    assert.equal(hashBytes(bytesOf(toInterleaved(loaded))), first.sha256);
    assert.notDeepEqual(makeSynthetic('implant', 0, 6), loaded);
    assert.notDeepEqual(makeSynthetic('implant', 1, 5), loaded);
  });

  test('nothing is used that engines compute differently', () => {
    const folder = join(packageRoot, 'harness', 'recordings', 'synthetic');
    for (const file of readdirSync(folder).filter(name => !name.includes('.test.'))) {
      const code = readFileSync(join(folder, file), 'utf8').replace(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, '');
      const used = new Set(code.match(/Math\.\w+|\*\*/g));
      const allowed = [
        'Math.PI',
        'Math.abs',
        'Math.floor',
        'Math.max',
        'Math.min',
        'Math.sqrt',
        'Math.trunc',
      ];
      // 2 ** 32 is a constant that every engine folds exactly
      assert.deepEqual(
        [...used].filter(name => !allowed.includes(name) && name !== '**'),
        [],
        file,
      );
    }
  });
});

test('implant samples lie on the 16-bit map, with the codes below carries gone', () => {
  const { data } = makeSynthetic('implant', 1, 1);
  const counts = new Uint32Array(1024);
  for (const value of data) {
    const code = (value + 32768) >> 6;
    assert.equal(toSixteenBits(code), value);
    counts[code]++;
  }
  assert.equal(counts[511], 0);
  assert.ok(counts[509] > 0 && counts[513] > 0);
});

/** Means over recordings, and ratios of sums. */
interface Figures {
  codes: number;
  differences: number;
  lpc16: number;
  gzip: number;
  deltaGzip: number;
}

function toCodes(data: Int16Array): Int16Array {
  return data.map(value => (value + 32768) >> 6);
}

/** Rounded residual of the best linear predictor of order 16, as doubles give it. */
function residual(codes: Int16Array): Int16Array {
  const order = 16;
  const mean = codes.reduce((sum, code) => sum + code, 0) / codes.length;
  const x = Float64Array.from(codes, code => code - mean);
  const correlation = Array.from({ length: order + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < x.length; i++) sum += x[i] * x[i - lag];
    return sum;
  });
  const weights = levinson(correlation);
  return codes.map((_, i) => {
    let error = x[i];
    for (let k = 1; k <= Math.min(order, i); k++) error -= weights[k - 1] * x[i - k];
    return Math.round(error);
  });
}

function levinson(correlation: readonly number[]): number[] {
  let weights: number[] = [];
  let error = correlation[0];
  for (let m = 1; m < correlation.length; m++) {
    const missed = weights.reduce((sum, weight, k) => sum - weight * correlation[m - 1 - k], correlation[m]);
    const reflection = missed / error;
    const before = weights;
    weights = [...before.map((weight, k) => weight - reflection * before[m - 2 - k]), reflection];
    error *= 1 - reflection * reflection;
  }
  return weights;
}

async function figuresOf(recordings: readonly Int16Array[]): Promise<Figures> {
  const sum = { codes: 0, differences: 0, lpc16: 0, raw: 0, gzip: 0, deltaGzip: 0 };
  for (const data of recordings) {
    const codes = toCodes(data);
    const { entropyBits, differenceEntropyBits } = await describeSamples({ data: codes, channels: 1 });
    sum.codes += entropyBits / recordings.length;
    sum.differences += differenceEntropyBits / recordings.length;
    const left = { data: residual(codes), channels: 1 };
    sum.lpc16 += (await describeSamples(left)).entropyBits / recordings.length;
    const delta = data.map((value, i) => value - (data[i - 1] ?? 0));
    sum.raw += data.byteLength;
    sum.gzip += gzipSync(bytesOf(data), { level: 9 }).length;
    sum.deltaGzip += gzipSync(bytesOf(delta), { level: 9 }).length;
  }
  const { codes, differences, lpc16 } = sum;
  return { codes, differences, lpc16, gzip: sum.raw / sum.gzip, deltaGzip: sum.raw / sum.deltaGzip };
}

/** The complete challenge set, 743 files: prior-art. */
const CHALLENGE: Figures = { codes: 6.274, differences: 4.654, lpc16: 4.591, gzip: 2.28, deltaGzip: 2.3 };

describe('the implant set stands for the challenge', async () => {
  const built = [0, 1, 2, 3].map(index => makeSynthetic('implant', index, 1).data);
  const synthetic = await figuresOf(built);

  for (const [name, want, tolerance] of [
    ['codes', CHALLENGE.codes, 0.1],
    ['differences', CHALLENGE.differences, 0.02],
    ['lpc16', CHALLENGE.lpc16, 0.02],
    ['gzip', CHALLENGE.gzip, 0.03],
    ['deltaGzip', CHALLENGE.deltaGzip, 0.03],
  ] as const) {
    test(`${name} near ${want}`, () => {
      assert.ok(Math.abs(synthetic[name] - want) < tolerance, `${synthetic[name]}`);
    });
  }

  test('side by side with the recordings at hand', async t => {
    const folder = join(shared, 'neuralink');
    if (!existsSync(folder)) return t.skip(`no recordings in ${folder}`);
    const { recordings } = await findRecordings([folder]);
    const some = await Promise.all(recordings.filter((_, i) => i % 16 === 0).map(loadSamples));
    const real = await figuresOf(some.map(({ data }) => data));
    for (const name of ['codes', 'differences', 'lpc16', 'gzip', 'deltaGzip'] as const) {
      const figures = [synthetic[name], real[name], CHALLENGE[name]].map(figure => figure.toFixed(3));
      t.diagnostic(
        `${name.padEnd(11)} synthetic ${figures[0]}  every 16th ${figures[1]}  all 743 ${figures[2]}`,
      );
    }
    assert.ok(Math.abs(synthetic.differences - real.differences) < 0.15);
  });
});

function correlation(a: Int16Array, b: Int16Array): number {
  const mean = (x: Int16Array) => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

describe('the probe stands for Neuropixels', () => {
  test('entropies and correlations between sites', async () => {
    const { data, channels } = makeSynthetic('probe', 1, 1);
    const frames = data.length / channels;
    const site = (c: number) => data.subarray(c * frames, (c + 1) * frames);
    const between = (lag: number) => {
      const values = Array.from({ length: channels - lag }, (_, c) => correlation(site(c), site(c + lag)));
      return values.sort((a, b) => a - b)[values.length >> 1];
    };
    // measured on a Neuropixels 2.0 recording: 4.90 and 4.14 bits; 0.59, 0.82, 0.59 at 1, 2 and 8 sites
    const { entropyBits, differenceEntropyBits } = await describeSamples({ data, channels });
    assert.ok(Math.abs(entropyBits - 4.9) < 0.15, `${entropyBits}`);
    assert.ok(Math.abs(differenceEntropyBits - 4.14) < 0.1, `${differenceEntropyBits}`);
    assert.ok(Math.abs(between(1) - 0.59) < 0.15 && Math.abs(between(2) - 0.82) < 0.1);
    assert.ok(Math.abs(between(8) - 0.59) < 0.15);
  });

  test('even recordings lie on a grid of 12, sometimes 13', () => {
    const { data, channels } = makeSynthetic('probe', 0, 1);
    const values = [...new Set(data.subarray(0, data.length / channels))].sort((a, b) => a - b);
    const steps = values.slice(1).map((value, i) => value - values[i]);
    assert.ok(steps.every(step => step >= 12) && steps.filter(step => step <= 13).length > 40);
  });
});
