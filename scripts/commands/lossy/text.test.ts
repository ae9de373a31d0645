/** What is said of an answer, as text, JSON and CSV; the answers are those of made-up searches. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { OwnChain } from '../../../harness/lossy/own.js';
import { type Made, search, simulate, stepOf } from '../../../harness/lossy/simulated.test.kit.js';
import type { PromisingGrade } from '../../../harness/quality/grade.js';
import { recordingsOf, tenBitCodes } from '../../../harness/recommend/simulated.test.kit.js';
import { curveCsv, lossyJson } from './json.js';
import type { Report } from './report.js';
import { formatBandless, formatLossyAnswer } from './text.js';
import { describeMisses } from './words.js';

const codes = tenBitCodes(60_000);

interface Asked {
  readonly make: (chain: string) => Made;
  readonly floor?: number;
  readonly grade?: PromisingGrade;
  readonly own?: readonly OwnChain[];
  readonly count?: number;
  readonly rateHz?: number;
}

async function reportOf(
  t: TestContext,
  { make, floor, count = 1, rateHz, ...given }: Asked,
): Promise<Report> {
  const recordings = recordingsOf(t, count, codes, rateHz);
  const bench = simulate(({ chain }) => make(chain), floor);
  const found = await search(bench, { recordings, ...given });
  return {
    argv: { paths: ['a set'], channels: ['2'], rate: 30000, 'all-channels': undefined },
    ...{ recordings, found, seed: 1, tookMs: 9000, interrupted: false },
    options: [{ option: '--plugin', given: './mine.ts', specifier: '/mine.ts' }],
  };
}

/** The grade ends at a step, with so many strong spikes all kept. */
const upTo =
  (lastStep: number, strong = 1000) =>
  (chain: string): Made => ({
    bandError: (0.299 * stepOf(chain)) / lastStep,
    bits:
      5 + (chain.includes('quantize') ? 0.1 : chain.includes('mdct') ? 1 : 0) - Math.log2(stepOf(chain)) / 2,
    others: {
      ...{ spikes: strong, strong_spikes: strong, strong_recall: 1 },
      ...{ decoded_strong_spikes: strong, strong_precision: 1, peak_error_p95: 0.05, waveform_r_p05: 0.99 },
    },
  });

describe('a grade that is reached', () => {
  test('the answer first, why not more, the commands, the curve and what it rests on', async t => {
    const text = formatLossyAnswer(await reportOf(t, { make: upTo(9) }));
    const lines = text.split('\n');
    assert.deepEqual(lines.slice(0, 8), [
      '1 recording: 1 channel at 20000 Hz, 3 s, 0.120 MB of samples',
      '23 chains tried, on 1 of 1 window; 9 s',
      '',
      'levels+lms-range:error=4  3.415 bits a sample  4.69x  sorting-safe',
      '  step 11 is not sorting-safe: band error 0.37 sigma, 0.3 at most',
      "  npx ncb encode 'a set' 'a set.ncb' --lossy --chain levels+lms-range:error=4 --channels 2 --rate 30000",
      "  npx ncb verify 'a set' 'a set.ncb'",
      '',
    ]);
    assert.match(text, /^use +chain +bits +ratio +10-bit +band +found +right +peak +r p5$/m);
    assert.match(text, /^balanced +levels\+quantize:step=9\+lpc-gaussian +3\.515 /m);
    assert.match(
      text,
      /^by step N, of levels\+lms-range:error=E\n step +bits .* grade\n +1 +5\.000 .* lossless\n/m,
    );
    assert.match(text, /^noise +- +- +- +0\.010 /m);
    assert.match(
      text,
      /^ +9 +3\.415 +4\.69 +2\.93 +0\.299 +1\.0000 +1\.0000 +5\.0 % +0\.990 +sorting-safe$/m,
    );
    assert.match(
      text,
      /^how sure: on 1 of 1 window, 3\.00 s of a channel: 1,000 spikes, 1,000 of 6 sigma or more$/m,
    );
    assert.match(
      text,
      /^ {2}1,000 of 1,000 strong spikes found, and as many right: shows 0\.9970 or more \(95 %\)$/m,
    );
    assert.match(text, /^sorting-safe: limits set on 24 recordings of one data set$/m);
  });

  test('few strong spikes are said to show little', async t => {
    const text = formatLossyAnswer(await reportOf(t, { make: upTo(9, 3) }));
    assert.match(text, /^ {2}of 3 strong spikes a share of 0\.995 found cannot be told: /m);
    assert.match(
      text,
      /3 of 3 .*: shows 0\.3684 or more \(95 %\), not 0\.995, for which it takes 598 without a fault$/m,
    );
    const none = formatLossyAnswer(await reportOf(t, { make: chain => ({ ...upTo(9)(chain), others: {} }) }));
    assert.match(none, /^ {2}there are no strong spikes: /m);
  });

  test('several recordings: how many are of the grade on their own', async t => {
    const text = formatLossyAnswer(await reportOf(t, { make: upTo(9), count: 3 }));
    assert.match(text, /^ {2}3 of 3 recordings are sorting-safe on their own by levels\+lms-range:error=4$/m);
  });

  test('a chain of a plugin takes the plugin along', async t => {
    const mine = { id: 'mine', plugins: ['/mine.ts'], isLossy: true };
    const make = (chain: string) => ({ ...upTo(9)(chain), ...(chain === 'mine' && { bits: 0.5 }) });
    const report = await reportOf(t, { make, own: [mine] });
    assert.match(
      formatLossyAnswer(report),
      /^ {2}npx ncb encode 'a set' 'a set\.ncb' --lossy --chain mine --plugin \.\/mine\.ts --channels 2 --rate 30000$/m,
    );
    assert.match(formatLossyAnswer(report), /^yours +mine +0\.500 /m);
  });
});

describe('a grade that is not reached', () => {
  test('by any codec: half a code of noise misses it; what is of a lower grade, and without loss', async t => {
    const text = formatLossyAnswer(await reportOf(t, { make: upTo(2), floor: 0.4 }));
    assert.match(
      text,
      /^sorting-safe cannot be reached here, by any codec: half a code of noise alone has\n {2}band error 0\.40 sigma, /m,
    );
    assert.doesNotMatch(text, /the least/);
    assert.match(text, /^what there is of a lower grade: levels\+lms-range:error=1 .* decoding-safe$/m);
    assert.match(text, /^ {2}npx ncb encode .* --lossy --chain levels\+lms-range:error=1 /m);
    assert.match(text, /^without loss: levels\+lms-range {2}5\.000 bits a sample {2}3\.20x {2}lossless$/m);
  });

  test('by any step: the least and what it misses', async t => {
    const text = formatLossyAnswer(await reportOf(t, { make: upTo(2) }));
    assert.match(text, /^nothing that loses samples is sorting-safe here$/m);
    assert.match(text, /^ {2}levels\+lms-range:error=1, the least: band error 0\.45 sigma, 0\.3 at most$/m);
  });

  test('without a band of spikes there is no grade, in a line', async t => {
    const report = await reportOf(t, { make: upTo(9), rateHz: 500 });
    assert.match(
      formatBandless(report),
      /^no grade: 1 recording at 500 Hz, too low a rate for a band of spikes[^\n]*$/,
    );
  });
});

test('JSON and CSV have the same rows', async t => {
  const report = await reportOf(t, { make: upTo(9) });
  const { answer, curve, grades, flicker_floor, sureness, code_bits } = lossyJson(report);
  assert.deepEqual(
    [answer?.chain, answer?.step, answer?.grade],
    ['levels+lms-range:error=4', 9, 'sorting-safe'],
  );
  assert.equal(answer?.code_ratio, (answer?.ratio ?? 0) * (10 / 16));
  assert.deepEqual([curve.length, grades.length, code_bits], [17, 3, 10]);
  assert.equal(flicker_floor?.band_rmse_sigma, 0.01);
  assert.deepEqual([sureness?.strong_recall?.hits, sureness?.held_when_resampled], [1000, null]);
  const [header, ...rows] = curveCsv(report).trim().split('\n');
  assert.match(header, /^is_answer,use,chain,step,windows,samples,encoded_bytes,bits_per_sample,ratio,/);
  assert.equal(rows.filter(row => row.startsWith('TRUE,')).length, 1);
  assert.match(rows.at(-1) ?? '', /^FALSE,,\(flicker floor\),,/);
});

test('a limit that is missed by a hair is seen to be missed', () => {
  assert.equal(
    describeMisses([
      { figure: 'peak_error_p95', value: 0.08004, limit: 0.08 },
      { figure: 'strong_recall', value: 0.99499, limit: 0.995 },
    ]),
    'strong spikes found 0.99499, 0.995 at least; peak error 8.004 %, 8 at most',
  );
});
