/** Whole searches on a made-up bench: which step is found, of how many windows, and what is said of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordingsOf, tenBitCodes } from '../recommend/simulated.test.kit.js';
import type { LaneCell } from '../windows/lane.js';
import { type Made, search, simulate, stepOf } from './simulated.test.kit.js';

/** Half of a bit more for each coder but the one in the loop, less with the step; the grade ends at band error 0.3. */
function ordinary(chain: string, lastStep: number): Made {
  const step = stepOf(chain);
  const coder = chain.includes('mdct')
    ? 1
    : chain.includes('error=')
      ? 0
      : chain.includes('lpc-gaussian')
        ? 0.1
        : 0.2;
  return { bandError: (0.299 * step) / lastStep, bits: 5 + coder - Math.log2(step) / 2 };
}

const endingAt =
  (lastStep: number) =>
  ({ chain }: LaneCell) =>
    ordinary(chain, lastStep);

const FRAMES = 98_000;
const codes = tenBitCodes(FRAMES);

describe('one recording', () => {
  test('the largest step of the grade, what the next one misses, and the curve at every step', async t => {
    const found = await search(simulate(endingAt(9)), { recordings: recordingsOf(t, 1, codes) });
    assert.equal(found.answer?.chain, 'levels+lms-range:error=4');
    assert.equal(found.answer.step, 9);
    assert.deepEqual([found.windows, found.totalWindows, found.codeBits], [1, 1, 10]);
    assert.equal(found.next?.chain, 'levels+lms-range:error=5');
    assert.deepEqual(
      found.next.misses.map(({ figure, limit }) => [figure, limit]),
      [['band_rmse_sigma', 0.3]],
    );
    assert.deepEqual(
      found.curve.map(({ step }) => step),
      Array.from({ length: 17 }, (_, k) => 2 * k + 1),
    );
    assert.deepEqual(
      found.others.map(({ chain }) => chain),
      [
        ...['lpc-gaussian', 'gaussian-rans'].map(coder => `levels+quantize:step=9+${coder}`),
        'levels+mdct:step=9',
      ],
    );
    assert.deepEqual(
      found.grades.map(({ grade, best }) => [grade, best?.step]),
      [
        ['transparent', 3],
        ['sorting-safe', 9],
        ['decoding-safe', 15],
      ],
    );
    assert.deepEqual([found.failing, found.failures, found.bandless], [[], [], []]);
  });

  for (const lastStep of [3, 33, 35, 101, 1023]) {
    test(`where the grade ends at ${lastStep}`, async t => {
      const { answer, next } = await search(simulate(endingAt(lastStep)), {
        recordings: recordingsOf(t, 1, codes),
      });
      const step = answer?.step ?? 0;
      assert.ok(step <= lastStep && step > 0.97 * lastStep - 1, `${step}`);
      assert.ok((next?.step ?? 1024) > lastStep);
    });
  }

  test('another rounding that holds further is found, and one that holds less far', async t => {
    const shifted = (loop: number) =>
      simulate(({ chain }) => ordinary(chain, chain.includes('error=') ? loop : 9));
    const recordings = recordingsOf(t, 1, codes);
    assert.equal((await search(shifted(13), { recordings })).answer?.chain, 'levels+lms-range:error=6');
    const less = await search(shifted(5), { recordings });
    assert.equal(less.answer?.chain, 'levels+quantize:step=9+lpc-gaussian');
    assert.equal(less.next?.step, 11);
    assert.ok(less.others.some(({ chain }) => chain === 'levels+lms-range:error=2'));
  });

  test('a finer step that is not of the grade is told of', async t => {
    const bench = simulate(({ chain }) => ({
      ...ordinary(chain, 9),
      ...(stepOf(chain) === 5 && { others: { peak_error_p95: 0.09 } }),
    }));
    const { answer, failing } = await search(bench, { recordings: recordingsOf(t, 1, codes) });
    assert.equal(answer?.chain, 'levels+lms-range:error=4');
    assert.deepEqual(
      failing.map(({ step, misses: [{ figure }] }) => [step, figure]),
      [[5, 'peak_error_p95']],
    );
  });

  test('no step: the least and what it misses, and that half a code of noise misses it too', async t => {
    const { answer, curve, floor, others, each } = await search(simulate(endingAt(1), 0.5), {
      recordings: recordingsOf(t, 1, codes),
    });
    assert.equal(answer, null);
    assert.deepEqual(
      curve[1].misses.map(({ figure }) => figure),
      ['band_rmse_sigma'],
    );
    assert.deepEqual(
      floor?.misses.map(({ value }) => value),
      [0.5],
    );
    assert.ok(others.every(({ step }) => step === 3));
    assert.deepEqual([each?.worst, each?.of, each?.unjudged], [null, 0, 1]);
  });

  test('without a band of spikes there is nothing to search', async t => {
    const bench = simulate(endingAt(9));
    const slow = recordingsOf(t, 1, codes, 500);
    const { answer, bandless, curve } = await search(bench, { recordings: slow });
    assert.deepEqual([answer, bandless, curve, bench.coded.size], [null, ['0.i16'], [], 0]);
    const both = await search(bench, { recordings: [...slow, ...recordingsOf(t, 1, codes)] });
    assert.deepEqual([both.answer?.step, both.bandless], [9, ['0.i16']]);
  });
});

describe('many recordings and a minute', () => {
  test('as many windows as there is time for, each with all that is compared, and the time is kept', async t => {
    const bench = simulate(endingAt(13));
    const found = await search(bench, { recordings: recordingsOf(t, 200, codes) });
    assert.equal(found.answer?.chain, 'levels+lms-range:error=6');
    assert.equal(found.answer.windows, found.windows);
    assert.ok(found.windows > 10 && found.windows < 40, `${found.windows} windows`);
    assert.ok(bench.now() <= 60_000, `${bench.now()} ms`);
    const { low, high } = found.answer.ratio;
    assert.ok(low !== null && high !== null && low <= found.answer.ratio.ratio);
    assert.ok(found.curve.every(({ windows }) => windows === found.windows));
    assert.ok(
      found.curve.some(({ step }) => step === 11) && found.curve.some(({ step }) => (step ?? 0) >= 33),
    );
    assert.equal(found.sureness?.held, 1);
  });

  test('the grade is of all together; those that are not of it on their own are counted, the worst named', async t => {
    const bench = simulate(({ chain, recording: { name } }) => {
      const made = ordinary(chain, 9);
      return name === '3.i16' ? { ...made, bandError: 3 * made.bandError } : made;
    });
    const { answer, each } = await search(bench, { recordings: recordingsOf(t, 12, codes) });
    assert.ok(answer !== null && answer.step !== null && answer.step < 9, 'pooled, it weighs');
    assert.deepEqual([each?.reached, each?.of, each?.worst?.recording], [11, 12, '3.i16']);
  });

  test('what was spikes is summed', async t => {
    const bench = simulate(({ chain, recording: { name } }) => ({
      ...ordinary(chain, 9),
      others: { strong_spikes: 100, strong_recall: name === '0.i16' && stepOf(chain) > 5 ? 0.97 : 1 },
    }));
    const few = await search(bench, { recordings: recordingsOf(t, 4, codes) });
    assert.equal(few.answer?.step, 5, '3 of 400 lost is more than 0.005');
    const more = await search(bench, { recordings: recordingsOf(t, 8, codes) });
    assert.equal(more.answer?.step, 9);
    assert.deepEqual(
      [more.sureness?.recall?.hits, more.sureness?.recall?.of, more.sureness?.precision],
      [797, 800, null],
    );
  });

  test('what is known when it is stopped is said', async t => {
    const controller = new AbortController();
    let calls = 0;
    const bench = simulate(({ chain }) => {
      if (++calls === 25) controller.abort();
      return ordinary(chain, 9);
    });
    const recordings = recordingsOf(t, 200, codes);
    const { answer, windows } = await search(bench, { recordings, signal: controller.signal });
    assert.equal(answer?.step, 9);
    assert.ok(windows > 0 && windows < 5, `${windows} windows`);
    const none = await search(bench, { recordings, signal: controller.signal });
    assert.deepEqual([none.answer, none.windows], [null, 0]);
  });
});

describe("the user's chains", () => {
  const own = (id: string) => ({ id, plugins: [], isLossy: true });

  test('are measured as they are, and win if they are smallest', async t => {
    const mine = own('mine:step=7');
    const bench = simulate(({ chain }) => ({
      ...ordinary(chain, 9),
      ...(chain === mine.id && { bits: 1 }),
    }));
    const found = await search(bench, { recordings: recordingsOf(t, 2, codes), own: [mine] });
    assert.deepEqual([found.answer?.chain, found.answer?.step], [mine.id, null]);
    assert.equal(found.next, null);
    assert.deepEqual(
      found.own.map(({ chain }) => chain),
      [mine.id],
    );
  });

  test('that fail or hang cost nothing but their own time', async t => {
    const bench = simulate(({ chain }) => ({
      ...ordinary(chain, 9),
      ...(chain === 'broken' && { error: 'broken: no' }),
      ...(chain === 'slow' && { costNs: 1e9 }),
    }));
    const recordings = recordingsOf(t, 200, codes);
    const found = await search(bench, { recordings, own: [own('broken'), own('slow')] });
    assert.equal(found.answer?.chain, 'levels+lms-range:error=4');
    assert.deepEqual(found.failures, [{ chain: 'broken', error: 'error: broken: no' }]);
    assert.deepEqual(found.unmeasured, ['slow']);
    assert.ok(bench.now() <= 60_000, `${bench.now()} ms`);
  });
});
