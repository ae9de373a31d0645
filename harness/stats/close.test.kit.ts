/** Figures that may differ in their last digits. */
import assert from 'node:assert/strict';

/** @param tolerance relative to `expected` */
export function assertClose(actual: number, expected: number, tolerance: number): void {
  const far = Math.abs(actual - expected) > tolerance * Math.abs(expected);
  assert.ok(!far && !Number.isNaN(actual), `${actual} is not ${expected} to ${tolerance}`);
}
