/** What is said of chains, in every case that there is. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Piece } from '../processes/tasks.js';
import { differenceOf } from './difference.js';
import type { ExplainedChain } from './explain.js';
import { explained, SAMPLES, type Took } from './facts.test.kit.js';
import { differenceSentence, headlineOf } from './sentence.js';

function sentence(own: ExplainedChain, other: ExplainedChain): string {
  return differenceSentence(differenceOf(own, other), own, other);
}

/** 4.5 bits of residuals, of 6 before lpc. */
const PREDICTED: Took = { side: [10], order0: 4500, predicted: 4490, coder: 4530 };
const UNPREDICTED: Took = { side: [], order0: 6000, predicted: 4490, coder: 6030 };

function times<T>(count: number, one: T): T[] {
  return Array.from({ length: count }, () => one);
}

function pieces(spent: readonly number[]): Piece[] {
  return spent.map(bits => ({
    samples: SAMPLES / spent.length,
    order0: 36000 / spent.length,
    normal: 0,
    predicted: 0,
    spent: bits,
  }));
}

describe('the headline', () => {
  test('is an account of the entropy of the coder’s input', () => {
    assert.equal(
      headlineOf(explained('lpc+rans', times(3, PREDICTED))),
      'lpc+rans: 4.540 bits a sample: 4.500 entropy of what the coder is given, 0.030 above that, ' +
        '0.010 side information; above it in all 3 recordings.',
    );
  });

  test('compares a coder that predicts with a prediction, and does not look for an excess that is none', () => {
    const took = { ...UNPREDICTED, coder: 4480 };
    assert.equal(
      headlineOf(explained('lpc-gaussian', times(3, took))),
      'lpc-gaussian: 4.480 bits a sample: 4.490 for normal residuals of a prediction of what the coder is given, ' +
        '0.010 below that, 0.000 side information.',
    );
  });

  test('keeps to order 0 where a prediction would be worse', () => {
    const took = { ...UNPREDICTED, predicted: 7000, coder: 5990 };
    assert.match(headlineOf(explained('rans', [took])), /: 6\.000 entropy of .*, 0\.010 below that, /);
  });

  test('says what compressors did', () => {
    const took = { side: [], order0: 6000, predicted: 5000, coder: 16_000, compressed: [7000, 7100] };
    assert.equal(
      headlineOf(explained('raw+zstd+xz', [took])),
      'raw+zstd+xz: 7.100 bits a sample: 6.000 entropy of what the coder is given, ' +
        '1.100 above that (after 9.000 taken off by zstd, 0.100 put on by xz), 0.000 side information.',
    );
  });

  test('of one recording says when', () => {
    const spent = [3600, 3600, 3600, 3600, 3600, 3600, 3600, 3600, 3600, 3840];
    const took = { ...PREDICTED, pieces: [pieces(spent)] };
    assert.match(
      headlineOf(explained('lpc+rans', [took])),
      /; 100 % of what is above is in 1 of 10 stretches of time\.$/,
    );
  });

  test('of one recording says in which channel, unless channels coded alone tell nothing', () => {
    const even = pieces([3600]);
    const alone = { ...PREDICTED, pieces: [pieces([36_240]), pieces([36_000]), pieces([36_000])] };
    assert.match(
      headlineOf(explained('lpc+rans', [alone])),
      /; 100 % of what is above is in 1 of 3 channels, each coded alone\.$/,
    );
    const together = { ...PREDICTED, pieces: [even, even, even] };
    assert.match(headlineOf(explained('lpc+rans', [together])), /side information\.$/);
  });
});

describe('against another chain', () => {
  test('the coder alone', () => {
    const own = explained('lpc+rice', times(20, { ...PREDICTED, coder: 4730 }));
    assert.equal(
      sentence(own, explained('lpc+rans', times(20, PREDICTED))),
      'lpc+rice takes 0.200 bits a sample more than lpc+rans (4,000 bytes, 4.41 %): all of it in the coder rice, ' +
        'which spends 0.230 bits more than the entropy of its input, where rans spends 0.030 bits more; ' +
        'larger in all 20 recordings.',
    );
  });

  test('the coder alone, in few recordings', () => {
    const off = { ...PREDICTED, coder: 4730 };
    const own = explained('lpc+rice', [off, ...times(19, PREDICTED)]);
    assert.match(
      sentence(own, explained('lpc+rans', times(20, PREDICTED))),
      /; 100 % of the difference is in 1 of 20 recordings\.$/,
    );
  });

  test('smaller', () => {
    const own = explained('lpc+rans', times(3, PREDICTED));
    assert.match(
      sentence(own, explained('lpc+rice', times(3, { ...PREDICTED, coder: 4730 }))),
      /^lpc\+rans takes 0\.200 bits a sample less than lpc\+rice .*; smaller in all 3 recordings\.$/,
    );
  });

  test('a lack of a transform', () => {
    assert.equal(
      sentence(explained('rans', times(2, UNPREDICTED)), explained('lpc+rans', times(2, PREDICTED))),
      'rans takes 1.490 bits a sample more than lpc+rans (2,980 bytes, 32.82 %): ' +
        '1.500 more in what the transforms leave to code (without lpc); larger in all 2 recordings.',
    );
  });

  test('another transform in the middle, and its side information', () => {
    const own = { side: [1, 400, 1], order0: 4400, predicted: 4300, coder: 4430 };
    const other = { side: [1, 10, 1], order0: 4500, predicted: 4300, coder: 4530 };
    assert.equal(
      sentence(
        explained('levels+lpc:block=256+delta+rans', [own]),
        explained('levels+lpc+delta+rans', [other]),
      ),
      'levels+lpc:block=256+delta+rans takes 0.290 bits a sample more than levels+lpc+delta+rans ' +
        '(290 bytes, 6.38 %): 0.390 more in the side information of transforms (lpc:block=256 for lpc); ' +
        '0.100 less in what the transforms leave to code (lpc:block=256 for lpc).',
    );
  });

  test('a transform that makes the same coder go by more than each value', () => {
    const own = { side: [5], order0: 6000, predicted: 4490, coder: 4480 };
    const other = { side: [], order0: 6000, predicted: 10_000, coder: 10_000 };
    assert.equal(
      sentence(explained('levels+lpc-gaussian', [own]), explained('lpc-gaussian', [other])),
      'levels+lpc-gaussian takes 5.515 bits a sample less than lpc-gaussian (5,515 bytes, 55.15 %): ' +
        '5.520 less in what lpc-gaussian makes of what the transforms leave (with levels).',
    );
  });

  test('prediction inside the coder instead of before it', () => {
    const own = { ...UNPREDICTED, coder: 4480 };
    assert.equal(
      sentence(explained('lpc-gaussian', [own]), explained('lpc+rans', [PREDICTED])),
      'lpc-gaussian takes 0.060 bits a sample less than lpc+rans (60 bytes, 1.32 %): ' +
        '0.050 less in transforms and coder together (without lpc, lpc-gaussian for rans), since lpc-gaussian ' +
        "alone takes less than the entropy of its coder's input; " +
        '0.010 less in the side information of transforms (without lpc).',
    );
  });

  test('two coders of which one predicts, on the same input', () => {
    assert.match(
      sentence(
        explained('lpc-gaussian', [{ ...UNPREDICTED, coder: 4480 }]),
        explained('rans', [UNPREDICTED]),
      ),
      /all of it in the coder lpc-gaussian, which spends 0\.010 bits less than normal residuals of a prediction of its input would take, where rans spends 0\.030 bits more than the entropy of its input\.$/,
    );
  });

  test('compressors', () => {
    const took = { side: [], order0: 6000, predicted: 5000, coder: 16_000 };
    const [zstd, xz] = [7000, 6500].map(bytes => ({ ...took, compressed: [bytes] }));
    assert.match(
      sentence(explained('raw+zstd', [zstd]), explained('raw+xz', [xz])),
      /^raw\+zstd takes 0\.500 bits a sample more .*: all of it in the compressors \(zstd for xz\)\.$/,
    );
    assert.match(
      sentence(explained('raw', [took]), explained('raw+xz', [xz])),
      /: all of it in the compressors \(without xz\)\.$/,
    );
    assert.match(
      sentence(explained('shuffle+zstd', [{ ...took, compressed: [6900] }]), explained('raw+zstd', [zstd])),
      /: all of it in what zstd makes of the bytes before it \(shuffle for raw\)\.$/,
    );
  });

  test('the same chain', () => {
    const chain = explained('lpc+rans', times(3, PREDICTED));
    assert.equal(sentence(chain, chain), 'lpc+rans takes as much as lpc+rans, 13,620 bytes.');
  });

  test('as many bytes, in other stages and recordings', () => {
    const own = explained('lpc:order=8+rans', [
      { ...PREDICTED, side: [5], order0: 4510, coder: 4540 },
      { ...PREDICTED, side: [5], order0: 4510, coder: 4530 },
    ]);
    assert.equal(
      sentence(own, explained('lpc+rans', times(2, PREDICTED))),
      'lpc:order=8+rans takes as much as lpc+rans, 9,080 bytes: 0.010 more in what the transforms leave to code ' +
        '(lpc:order=8 for lpc); 0.005 less in the coder rans, which spends 0.025 bits more than the entropy of its ' +
        'input, against 0.030 bits more; 0.005 less in the side information of transforms (lpc:order=8 for lpc); ' +
        'larger in 1 and smaller in 1 of 2 recordings.',
    );
  });

  test('a byte', () => {
    const own = explained('lpc+rice', times(9, { ...PREDICTED, coder: 4530 }));
    const [first, ...others] = times(9, PREDICTED);
    const other = explained('lpc+rans', [{ ...first, coder: 4529 }, ...others]);
    assert.match(
      sentence(own, other),
      /^lpc\+rice takes less than 0\.001 bits a sample more than lpc\+rans \(1 byte, 0\.00 %\): all of it in the coder /,
    );
  });

  test('of one recording, when, or that channels coded alone do not tell', () => {
    const withPieces = (coder: number, ...channels: readonly number[][]) => ({
      ...PREDICTED,
      coder,
      pieces: channels.map(pieces),
    });
    const [own, other] = [withPieces(4630, [18_000, 19_040]), withPieces(4530, [18_000, 18_240])];
    assert.match(
      sentence(explained('lpc+rice', [own]), explained('lpc+rans', [other])),
      /; larger in 1 of 2 stretches of time\.$/,
    );
    const [a, b] = [withPieces(4530, [18_000], [18_000]), withPieces(4630, [18_000], [18_000])];
    assert.match(
      sentence(explained('lpc+rice', [a]), explained('lpc+rans', [b])),
      /; 0\.000 more with each channel coded alone, 0\.100 less together\.$/,
    );
  });
});

test('whatever two chains take, the terms add up to the difference, and the sentence has no NaN', () => {
  const bytes = fc.integer({ min: 0, max: 20_000 });
  const took = (transforms: number, compressors: number) =>
    fc.record({
      side: fc.array(bytes, { minLength: transforms, maxLength: transforms }),
      order0: bytes,
      predicted: bytes,
      coder: fc.integer({ min: 1, max: 20_000 }),
      compressed: fc.array(fc.integer({ min: 1, max: 20_000 }), {
        minLength: compressors,
        maxLength: compressors,
      }),
    });
  const chains = ['rans', 'rice', 'lpc+rans', 'levels+lpc+rice', 'raw+zstd', 'lpc+raw+zstd'];
  const chain = fc.constantFrom(...chains).chain(id => {
    const [before, after] = id.split(/rans|rice|raw/);
    const count = (text: string) => text.split('+').filter(part => part !== '').length;
    return fc
      .array(took(count(before), count(after)), { minLength: 4, maxLength: 4 })
      .map(all => explained(id, all));
  });
  fc.assert(
    fc.property(chain, chain, (own, other) => {
      const { terms } = differenceOf(own, other);
      const { all, ...single } = terms;
      const sum = Object.values(single).reduce((total, term) => total + term, 0);
      assert.ok(Math.abs(sum - all) < 1e-6, JSON.stringify(terms));
      assert.doesNotMatch(`${sentence(own, other)} ${headlineOf(own)}`, /NaN|undefined|Infinity/);
    }),
  );
});
