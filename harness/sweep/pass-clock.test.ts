/** The clock of a timing pass, with a time that the test sets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPassClock } from './pass-clock.js';

/** A clock over runs of 100 ms each, by estimate, and the hand that turns it. */
function clockOver(runs: number, budgetMs: number) {
  let nowMs = 5000;
  const clock = startPassClock(runs * 100, budgetMs, () => nowMs);
  const make = (tookMs: number) => {
    nowMs += tookMs;
    clock.add(100);
  };
  return { clock, make };
}

test('without a budget all runs fit, and the time left goes by the pace so far', () => {
  const { clock, make } = clockOver(10, Number.POSITIVE_INFINITY);
  assert.equal(clock.leftMs(), 1000);
  make(300);
  assert.equal(clock.leftMs(), 2700);
  assert.equal(clock.reach(), 1);
  assert.ok(clock.fits(1e12) && clock.goesOn());
});

test('a budget bounds the time left, and says which share of the rest it reaches', () => {
  const { clock, make } = clockOver(10, 1000);
  make(200);
  assert.equal(clock.leftMs(), 800);
  assert.equal(clock.reach(), 800 / 1800);
  assert.ok(clock.fits(400) && !clock.fits(401));
});

test('no run is started once the budget is spent', () => {
  const { clock, make } = clockOver(10, 1000);
  make(999);
  assert.ok(clock.goesOn());
  make(1);
  assert.ok(!clock.goesOn());
  assert.equal(clock.leftMs(), 0);
  assert.equal(clock.wallMs(), 1000);
});

test('when all is made, nothing is left', () => {
  const { clock, make } = clockOver(1, 1000);
  make(10);
  assert.deepEqual([clock.leftMs(), clock.reach()], [0, 1]);
});
