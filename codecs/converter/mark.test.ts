import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeMark, encodeMark, profileNamed, profileParameter } from './mark.js';
import type { ConverterProfile } from './profile.js';

const profile: ConverterProfile = { name: 'mine', firstCode: -1, thresholds: Int16Array.of(-24, -8, 8, 24) };

test('marks are told apart by the table, not the name', () => {
  const mark = encodeMark(profile);
  assert.equal(Buffer.from(mark).toString('hex'), '01be373f928da84871');
  assert.deepEqual(encodeMark({ ...profile, name: 'other' }), mark);
  assert.notDeepEqual(encodeMark({ ...profile, firstCode: 0 }), mark);
  assert.notDeepEqual(encodeMark({ ...profile, thresholds: Int16Array.of(-24, -8, 8, 25) }), mark);
  assert.deepEqual(encodeMark(undefined), Uint8Array.of(0));
});

test('a mark is read and the cursor moves behind it', () => {
  const bytes = Uint8Array.of(7, ...encodeMark(profile), 7);
  const cursor = { bytes, at: 1 };
  assert.equal(decodeMark(cursor, profile), true);
  assert.equal(cursor.at, 10);
  const unmarked = { bytes: Uint8Array.of(0), at: 0 };
  assert.equal(decodeMark(unmarked, profile), false);
  assert.equal(unmarked.at, 1);
});

test('another profile, none, and torn marks are refused by name', () => {
  const mark = encodeMark(profile);
  const refuses = (bytes: Uint8Array, given: ConverterProfile | undefined, message: RegExp) =>
    assert.throws(() => decodeMark({ bytes, at: 0 }, given), message);
  const wanted = Buffer.from(mark.subarray(1)).toString('hex');
  refuses(mark, undefined, new RegExp(`made with the converter profile ${wanted}, the chain has none`));
  refuses(mark, { ...profile, name: 'shifted', firstCode: 0 }, /the chain has shifted \([0-9a-f]{16}\)/);
  refuses(new Uint8Array(0), profile, /ends before the mark/);
  for (let length = 1; length < mark.length; length++) {
    refuses(mark.subarray(0, length), profile, /ends inside the mark/);
  }
  refuses(Uint8Array.of(2, ...mark.subarray(1)), profile, /mark of a profile 2, want 0 or 1/);
});

test('profiles are found by name; none is none of them', () => {
  assert.deepEqual(profileParameter([profile]).choices, ['none', 'mine']);
  assert.equal(profileNamed([profile], 'mine'), profile);
  assert.equal(profileNamed([profile], 'none'), undefined);
});
