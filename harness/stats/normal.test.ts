import { test } from 'node:test';
import { assertClose } from './close.test.kit.js';
import { normalTail } from './normal.js';

test('the tail of the normal distribution', () => {
  // scipy 1.17.1: scipy.stats.norm.sf(z)
  const expected: readonly (readonly [number, number])[] = [
    [-9, 1],
    [-2, 0.9772498680518208],
    [0, 0.5],
    [0.1, 0.460172162722971],
    [1, 0.15865525393145707],
    [2.4999, 0.006211418374944587],
    [2.5, 0.006209665325776132],
    [5, 2.866515718791933e-7],
    [30, 4.906713927147908e-198],
  ];
  for (const [z, tail] of expected) assertClose(normalTail(z), tail, 1e-12);
});
