import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAYER_NAMES, MODEL_BYTES, parseModel } from './model.js';
import { randomModel } from './samples.test.kit.js';

function fileOf(): Record<string, unknown> {
  const { name, layers, shifts } = randomModel('mine', 1);
  const written = LAYER_NAMES.map(layer => {
    const { weights, biases } = layers[layer];
    return [layer, { weights: [...weights], biases: [...biases] }];
  });
  return { name, shifts: [...shifts], layers: Object.fromEntries(written) };
}

test('a file is read as it was written', () => {
  assert.deepEqual(parseModel(JSON.stringify(fileOf()), 'it'), randomModel('mine', 1));
  assert.equal(MODEL_BYTES, 721);
});

test('bad files are refused by name', () => {
  const refuses = (changed: Record<string, unknown>, message: RegExp) =>
    assert.throws(() => parseModel(JSON.stringify({ ...fileOf(), ...changed }), 'it'), message);
  assert.throws(() => parseModel('{', 'it'), /^Error: it: not JSON/);
  assert.throws(() => parseModel('null', 'it'), /^Error: it: no model of middle-out/);
  for (const name of ['none', 'Mine', 7]) refuses({ name }, /want lower-case letters, digits and dashes/);
  refuses({ shifts: [1, 2, 3, 4] }, /it: shifts: want 5 whole numbers of 0\.\.24/);
  refuses({ shifts: [1, 2, 3, 4, 25] }, /it: shifts: want 5 whole numbers of 0\.\.24/);
  refuses({ layers: {} }, /it: hidden: no model of middle-out/);
  const layers = { ...(fileOf().layers as object), output: { weights: [1, 2, 3, 128], biases: [0] } };
  refuses({ layers }, /it: output: weights: want 4 whole numbers of -127\.\.127/);
});
