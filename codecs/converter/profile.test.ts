import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConverterProfile, modelBytesOf, parseProfile, tabulateCodes } from './profile.js';
import { shippedProfiles } from './shipped.js';

const FILE = { name: 'mine', first_code: -2, thresholds: [-40, -20, -20, 8, 30] };
const ZERO = 32768;

function refuses(changed: Readonly<Record<string, unknown>>, message: RegExp): void {
  assert.throws(() => parseProfile(JSON.stringify({ ...FILE, ...changed }), 'mine.json'), message);
}

test('a file is read', () => {
  const profile = parseProfile(JSON.stringify(FILE), 'mine.json');
  assert.deepEqual(profile, { name: 'mine', firstCode: -2, thresholds: Int16Array.from(FILE.thresholds) });
  assert.equal(modelBytesOf(profile), 10);
});

test('bad files are refused by name', () => {
  assert.throws(() => parseProfile('{', 'mine.json'), /^Error: mine\.json: not JSON/);
  assert.throws(() => parseProfile('null', 'mine.json'), /mine\.json: not a profile/);
  assert.throws(() => parseProfile('[]', 'mine.json'), /name undefined/);
  for (const name of ['none', 'Mine', '1', 7])
    refuses({ name }, /want lower-case letters, digits and dashes/);
  for (const code of [-32769, 0.5, '0', null]) refuses({ first_code: code }, /first_code .*: want an int16/);
  for (const thresholds of [[0], [0, 40000], [0, 1.5], {}]) refuses({ thresholds }, /want two int16 or more/);
  refuses({ thresholds: [0, 16, 15] }, /threshold 2 falls below the one before it/);
  refuses({ first_code: 32765 }, /5 thresholds from code 32765 on go beyond 32767/);
});

test('a uniform quantiser', () => {
  const { thresholds, voltages } = tabulateCodes(undefined);
  assert.deepEqual([thresholds.length, voltages.length], [65537, 65536]);
  for (const code of [-32767, -1, 0, 1, 511, 32767]) {
    assert.equal(thresholds[code + ZERO], 16 * code - 8);
    assert.equal(voltages[code + ZERO], 16 * code);
  }
  assert.ok(thresholds[0] < -(2 ** 21) && thresholds[65536] > 2 ** 21);
});

function neverFalls(thresholds: Int32Array): boolean {
  return thresholds.every((threshold, k) => k === 0 || threshold >= thresholds[k - 1]);
}

test("a profile's codes lie where it says, all others beyond every prediction", () => {
  const { thresholds, voltages } = tabulateCodes(parseProfile(JSON.stringify(FILE), 'mine.json'));
  assert.deepEqual([...thresholds.subarray(ZERO - 1, ZERO + 2)], [-20, -20, 8]);
  assert.deepEqual([...voltages.subarray(ZERO - 2, ZERO + 2)], [-30, -20, -6, 19]);
  assert.ok(thresholds[ZERO - 2] < -(2 ** 20) && thresholds[ZERO + 2] > 2 ** 20);
});

test('thresholds never fall, wherever a profile lies', () => {
  const far = (first: number): ConverterProfile => ({
    name: 'far',
    firstCode: 0,
    thresholds: Int16Array.of(first, first + 9),
  });
  for (const profile of [undefined, ...shippedProfiles, far(-32768), far(32000)]) {
    assert.ok(neverFalls(tabulateCodes(profile).thresholds), profile?.name);
  }
});
