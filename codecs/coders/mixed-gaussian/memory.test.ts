/** The kernel against its twin, call by call: numbers that no fit leads to, but a forged stream may. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadKernel } from '../../bytes/wasm.js';
import { makeRandom } from '../../random.js';
import { beginModel, fillTables, type Kernel, layOut, layOutPiece } from './memory.js';
import { makeTwinKernel } from './twin/twin.js';

const FRAMES = 64;

async function openBoth() {
  return [await loadKernel<Kernel>('mixed-gaussian'), makeTwinKernel()].map(kernel => {
    const layout = layOut(kernel);
    fillTables(kernel, layout, undefined);
    return { kernel, layout, workspace: layOutPiece(kernel, layout, 1, FRAMES) };
  });
}

type Opened = Awaited<ReturnType<typeof openBoth>>[number];

/** Numbers of up to `bits` bits and a sign, small ones and the outermost among them. */
function numbersOf(seed: number, count: number, bits: number): Int32Array {
  const random = makeRandom(seed);
  return Int32Array.from({ length: count }, () => {
    const shift = 31 - (random() % 8 === 0 ? bits : random() % (bits + 1));
    return random() % 16 === 0 ? -(2 ** bits) : (random() | 0) >> shift;
  });
}

test('modelled alike, whatever codes, voltages and residuals are', async () => {
  const both = await openBoth();
  const settings = fc.record({
    seed: fc.nat(),
    codeBits: fc.integer({ min: 0, max: 15 }),
    residualBits: fc.integer({ min: 0, max: 22 }),
    magnitude: fc.integer({ min: 0, max: 2 ** 17 }),
    step: fc.integer({ min: 0, max: 12 }),
    pace: fc.integer({ min: 0, max: 15 }),
  });
  const property = fc.property(settings, ({ seed, codeBits, residualBits, ...rest }) => {
    const codes = numbersOf(seed, FRAMES, codeBits);
    const residuals = numbersOf(seed + 1, FRAMES, residualBits);
    const [real, plain] = both.map(opened => modelled(opened, codes, residuals, rest));
    assert.deepEqual(plain, real);
  });
  fc.assert(property, { numRuns: 300 });
});

type Rest = Pick<Parameters<typeof beginModel>[2], 'magnitude' | 'step' | 'pace'>;

/** What the model says of frames, and what comes of it: pairs and words. */
function modelled(
  { kernel, layout, workspace }: Opened,
  codes: Int32Array,
  residuals: Int32Array,
  rest: Rest,
) {
  const { codes: given, voltages, residualsAt } = workspace;
  given.set(codes);
  kernel.voltagesOf(given.byteOffset, FRAMES, layout.tables[0].voltages, voltages.byteOffset);
  workspace.residuals.set(residuals);
  const blank = { kind: 'coded', profile: false, historyShift: 0, mean: 0, start: 0 } as const;
  beginModel(kernel, layout, { ...blank, references: [], blockFrames: 0, blocks: [], ...rest });
  const { byteOffset } = given;
  const { pairs, pieces } = layout;
  const bits = kernel.model(byteOffset, voltages.byteOffset, residualsAt, 0, FRAMES, pairs);
  const { buffer } = kernel.memory;
  const counts = new Uint32Array(buffer, pairs, (kernel.endOfPairs() - pairs) / 4).slice();
  const words = kernel.push(pairs, kernel.endOfPairs(), pieces);
  return {
    bits,
    counts,
    words: new Uint8Array(buffer, words, pieces - words).slice(),
  };
}

test('frequencies of what is modelled lie within 2^24', async () => {
  const [{ kernel, layout, workspace }] = await openBoth();
  const rest = { magnitude: 2 ** 17, step: 7, pace: 6 };
  for (let seed = 1; seed < 200; seed++) {
    const bits = seed % 16;
    const residuals = numbersOf(seed + 500, FRAMES, 22);
    const { counts } = modelled(
      { kernel, layout, workspace },
      numbersOf(seed, FRAMES, bits),
      residuals,
      rest,
    );
    for (let k = 0; k < counts.length; k += 2) {
      assert.ok(counts[k + 1] >= 1 && counts[k] + counts[k + 1] <= 2 ** 24);
    }
  }
});

test('features are summed, predicted and weighed alike at their bounds', async () => {
  const both = await openBoth();
  for (let seed = 1; seed < 100; seed++) {
    const [real, plain] = both.map(opened => featured(opened, seed));
    assert.deepEqual(plain, real);
  }
});

function featured({ kernel, layout, workspace }: Opened, seed: number) {
  const { codes, residualsAt, residuals, voltages, weights } = workspace;
  const { features, coefficients, rows, sums } = layout;
  const { buffer } = kernel.memory;
  const historyAt = workspace.historyAt(0);
  const history = new Int16Array(buffer, historyAt, FRAMES);
  history.set(numbersOf(seed, FRAMES, 15));
  codes.set(numbersOf(seed + 1, FRAMES, 15));
  voltages.set(numbersOf(seed + 2, FRAMES, 19));
  weights.fill(1 / 3);
  kernel.smoothHistory(historyAt, FRAMES, history[0], 2 + (seed % 7), workspace.meansAt[0]);
  new Uint32Array(buffer, features, 3).set([historyAt, codes.byteOffset, workspace.meansAt[0]]);
  new Int32Array(buffer, coefficients, 2).set([32767, -32767]);
  kernel.predict(features, coefficients, 2, 0, FRAMES, residualsAt);
  kernel.residual(voltages.byteOffset, residualsAt, 0, FRAMES, seed % 15, 2 ** 21);
  const left = residuals.slice();
  kernel.weighFrames(residualsAt, FRAMES, 1.6, 4, weights.byteOffset);
  const table = new Float64Array(buffer, sums, 9).fill(0);
  kernel.accumulate(features, 3, 1, FRAMES, weights.byteOffset, rows, sums, 3);
  const lower = [0, 3, 4, 6, 7, 8].map(k => table[k]);
  return { left, weights: weights.slice(), lower };
}
