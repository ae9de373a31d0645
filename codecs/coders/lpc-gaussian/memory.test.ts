import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../../random.js';
import { converterOf, historyOf, makeRoom, openKernel, storeModel, UNIFORM } from './memory.js';
import { TAPS, TAPS_BACK } from './model.js';

const ORDER = 5;
const MEAN = 160;
const SCALE = 30;

function clampedAt(values: readonly number[], at: number): number {
  return values[Math.max(0, Math.min(values.length - 1, at))];
}

/** The slow, clear version of the kernel's `correlate`, for one stretch. */
function productsOf(history: readonly number[], missed: readonly number[] | undefined): number[][] {
  const width = ORDER + 4 + TAPS + 2;
  const sums = Array.from({ length: width }, () => new Array<number>(width).fill(0));
  const averages = new Array(4).fill(history[0] * 256);
  let magnitude = SCALE;
  for (let i = 0; i < history.length; i++) {
    const row = Array.from({ length: ORDER }, (_, k) => clampedAt(history, i - 1 - k));
    for (const average of averages) row.push(average >> 8);
    for (let tap = 0; tap < TAPS; tap++) row.push(clampedAt(history, i - TAPS_BACK + tap));
    row.push(1, 16 * history[i]);
    let weight = 1;
    if (missed !== undefined) {
      weight = 1 / (magnitude * magnitude + missed[i] * missed[i] + 1);
      magnitude += (Math.abs(missed[i]) - magnitude) / 32;
    }
    for (let a = 0; a < width; a++) for (let b = a; b < width; b++) sums[a][b] += weight * row[a] * row[b];
    for (let k = 0; k < 4; k++)
      averages[k] += ((clampedAt(history, i - 1) * 256 - averages[k]) * 4 ** (3 - k)) >> 8;
  }
  return sums;
}

for (const count of [1, 7, 400, 1024]) {
  test(`products of ${count} samples, and of itself as a reference, are those of plain loops`, async () => {
    const layout = await openKernel(undefined);
    const { kernel } = layout;
    const room = makeRoom(layout, count, 1, 0);
    const random = makeRandom(count);
    const codes = Int16Array.from({ length: count }, () => random() % 3000);
    const { buffer } = kernel.memory;
    new Int16Array(buffer, layout.codes, count).set(codes);
    const weights = new Array(ORDER + 4).fill(0);
    const model = {
      historyShift: 4,
      shift: 0,
      rate: 8,
      order: ORDER,
      scale: SCALE,
      first: codes[0],
      mean: MEAN,
    };
    storeModel(layout, { ...model, bias: 0, weights, references: [] });
    const converter = converterOf(layout, UNIFORM);
    const history = historyOf(room, 0);
    kernel.fillHistory(layout.codes, count, layout.model, converter, history);
    new Uint32Array(buffer, layout.histories, 1)[0] = history;
    const missed = Int32Array.from({ length: count }, () => random() % 100);
    new Int32Array(buffer, room.offsets, count).set(missed);
    for (const isWeighted of [false, true]) {
      const missedAt = isWeighted ? room.offsets : 0;
      const { codes: at, model: modelAt, histories, sums } = layout;
      kernel.correlate(at, count, modelAt, converter, history, ORDER, histories, 1, 0, missedAt, sums);
      const plain = Array.from(codes, code => code - MEAN / 16);
      const wanted = productsOf(plain, isWeighted ? Array.from(missed) : undefined);
      const width = (wanted.length + 1) & ~1;
      const found = new Float64Array(buffer, sums, width * width);
      wanted.forEach((line, a) => {
        assert.deepEqual(Array.from(found.subarray(a * width + a, a * width + line.length)), line.slice(a));
      });
    }
  });
}
