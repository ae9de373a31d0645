/** Prices and their scaling, by hand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Operation } from '../instrument/operation.js';
import { energyOf, NOT_SEEN } from './energy.js';
import { energyScale } from './scaling.js';

const scalar = { type: 'integer', bits: 32, lanes: 1, count: 10 } as const;

function energyOfAll(...operations: readonly Operation[]) {
  const { floorPj, ceilingPj, processorPj } = energyOf({ samples: 10, operations });
  return [floorPj, ceilingPj, processorPj].map(pj => Number(pj.toFixed(4)));
}

describe('a sample takes', () => {
  test('arithmetic in any case, memory at most', () => {
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'add' }), [0.1, 0.1, 11.6]);
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'load' }), [0, 5, 21.6]);
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'store', bits: 8 }), [0, 5, 21.6]);
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'load', bits: 128 }), [0, 20, 86.4]);
  });

  test('a multiplication by the width of its operands', () => {
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'multiply' }), [3.1, 3.1, 11.6]);
    assert.deepEqual(
      energyOfAll({ ...scalar, kind: 'multiply', operandBits: [16, 23] }),
      [1.1141, 1.1141, 11.6],
    );
  });

  test('each lane its own, on a processor one after the other', () => {
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'add', bits: 16, lanes: 8 }), [0.4, 0.4, 92.8]);
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'logic', bits: 128 }), [0.4, 0.4, 46.4]);
  });

  test('floats, and what is but a wire', () => {
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'multiply', type: 'float' }), [3.7, 3.7, 11.6]);
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'add', type: 'float', bits: 64 }), [2, 2, 23.2]);
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'wire' }), [0, 0, 11.6]);
    assert.deepEqual(energyOfAll({ ...scalar, kind: 'move' }), [0, 0, 0]);
  });

  test('nothing where there is none', () => {
    assert.deepEqual(energyOf({ samples: 0, operations: [] }), { floorPj: 0, ceilingPj: 0, processorPj: 0 });
    assert.ok(NOT_SEEN.length > 0);
  });
});

describe('in another process', () => {
  test('by the published equations, in between by interpolation', () => {
    const expected: readonly (readonly [number, number | undefined, number])[] = [
      [180, undefined, 37.7],
      [130, 1.8, 20.1],
      [130, undefined, 7.4],
      [90, undefined, 3.7],
      [65, undefined, 1.9],
      [45, undefined, 1],
      [32, undefined, 0.65],
      [28, undefined, 0.52],
      [22, undefined, 0.34],
      [20, undefined, 0.29],
      [16, undefined, 0.17],
    ];
    for (const [node, volts, factor] of expected) {
      assert.ok(
        Math.abs(energyScale(node, volts) / factor - 1) < 0.02,
        `${node} nm: ${energyScale(node, volts)}`,
      );
    }
    const operations = [{ ...scalar, kind: 'add' }] as const;
    assert.equal(energyOf({ samples: 10, operations }, { node: 22 }).floorPj, 0.1 * energyScale(22));
  });

  test('that the equations do not hold for', () => {
    assert.throws(() => energyScale(7), /^Error: node 7 nm: want 16 to 180$/);
    assert.throws(() => energyScale(250), /^Error: node 250 nm: want 16 to 180$/);
    assert.throws(
      () => energyScale(65, 0.27),
      /^Error: 0.27 V at 65 nm is beyond what the scaling equations hold for$/,
    );
  });
});
