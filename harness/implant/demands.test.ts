import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_TAKEN } from '../../codecs/live.js';
import { demandsOf, type Sending, uncoded } from './demands.js';
import { CHALLENGE_TERMS } from './terms.js';

const near = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual / expected - 1) < 1e-9, `${actual}, not ${expected}`);

const LIVE: Sending = {
  bitsPerSample: 4.5,
  worstBitsPerSample: 5,
  live: { ...NOTHING_TAKEN, blockFrames: 16, lookAheadFrames: 3, stateBytes: 56, tableBytes: 2050 },
  blockFrames: 8,
  energy: { floorPj: 10, ceilingPj: 40, processorPj: 1000 },
};

test('codes as they are: the challenge’s 200 Mbit/s, 200 times over its link', () => {
  const { ratio, linkBitsPerS, channelsByLink, radios, totalStateBytes } = demandsOf(
    uncoded(CHALLENGE_TERMS),
    CHALLENGE_TERMS,
  );
  assert.equal(ratio, 1);
  assert.equal(linkBitsPerS, 1024 * 19_531 * 10);
  assert.equal(channelsByLink, 5);
  assert.equal(totalStateBytes, 0);
  const [uwb, ble] = radios;
  near(uwb.radioW, 1024 * 19_531 * 10 * 6e-12);
  near(ble.radioW, 1024 * 19_531 * 10 * 10e-9);
  near(uwb.total?.ceilingW ?? null, uwb.radioW + 1024 * 5.2e-6);
  assert.deepEqual(uwb.excess, { constraint: 'link', factor: 199.99744 });
});

test('a live chain: rates, waits, state, power and where coding begins to pay', () => {
  const { latency, stateBytes, totalStateBytes, ...demands } = demandsOf(LIVE, CHALLENGE_TERMS);
  near(demands.ratio, 10 / 4.5);
  near(demands.worstLinkBitsPerS, 1024 * 19_531 * 5);
  near(latency.blockS, 15 / 19_531);
  near(latency.lookAheadS, 3 / 19_531);
  near(latency.sendS, (16 * 1024 * 4.5) / 1e6);
  near(latency.totalS, 18 / 19_531 + (16 * 1024 * 4.5) / 1e6);
  assert.deepEqual([stateBytes, totalStateBytes], [56, 1024 * 56 + 2050]);
  near(demands.compute?.floorW ?? null, 1024 * 19_531 * 10e-12);
  near(demands.compute?.ceilingW ?? null, 1024 * 19_531 * 40e-12);
  near(demands.breakEvenPj, 40 / 5.5);
  assert.equal(demands.channelsByLink, Math.floor(1e6 / (19_531 * 5)));
});

test('what is held back until bytes are settled counts by the bits of all channels', () => {
  const live = { ...NOTHING_TAKEN, waitBits: 66, stateBytes: 56 };
  const { latency } = demandsOf({ ...LIVE, live }, { ...CHALLENGE_TERMS, channels: 1 });
  near(latency.waitS, 66 / 4.5 / 19_531);
  near(latency.sendS, 4.5 / 1e6);
});

test('a chain that needs blocks holds one, packed', () => {
  const { stateBytes, latency } = demandsOf({ ...LIVE, live: null }, CHALLENGE_TERMS);
  assert.equal(stateBytes, 10);
  near(latency.blockS, 7 / 19_531);
});

/** Of one channel, so that link and latency are met. */
function verdict(energy: Sending['energy'], powerW: number) {
  const terms = { ...CHALLENGE_TERMS, channels: 1, powerW, linkBitsPerS: 1e9 };
  const [uwb] = demandsOf({ ...LIVE, energy }, terms).radios;
  return [uwb.fits, uwb.excess?.constraint ?? null];
}

test('power fits for sure by the ceiling, fails for sure by the floor, and is open between', () => {
  const beside = 5.2e-6 + 19_531 * 4.5 * 6e-12;
  const [floorW, ceilingW] = [19_531 * 10e-12, 19_531 * 40e-12];
  assert.deepEqual(verdict(LIVE.energy, (beside + ceilingW) * 1.001), [true, null]);
  assert.deepEqual(verdict(LIVE.energy, (beside + ceilingW) * 0.999), [null, null]);
  assert.deepEqual(verdict(LIVE.energy, (beside + floorW) * 0.999), [false, 'power']);
  assert.deepEqual(verdict(null, 1), [null, null]);
  assert.deepEqual(verdict(null, beside * 0.999), [false, 'power']);
});

test('constraints are told in their order, and headers of packets add to the link', () => {
  const terms = { ...CHALLENGE_TERMS, channels: 1, linkBitsPerS: 1e9 };
  const [slow] = demandsOf({ ...LIVE, energy: null }, { ...terms, latencyS: 0.0001 }).radios;
  assert.equal(slow.excess?.constraint, 'latency');
  near(slow.excess.factor, (18 / 19_531 + (16 * 4.5) / 1e9) / 0.0001);
  near(demandsOf(LIVE, { ...terms, overhead: 0.07 }).linkBitsPerS, 19_531 * 4.5 * 1.07);
});
