/**
 * How a coder takes a profile, and how its stream says which one it was made with.
 *
 *   mark   0, no profile is needed | 1, then the first 8 bytes of the SHA-256 of the profile's table
 *   table  first code, thresholds; int16 little-endian
 */
import { createHash } from 'node:crypto';
import type { Cursor } from '../bytes/shape.js';
import type { ParameterValues } from '../codec.js';
import { type ConverterProfile, modelBytesOf } from './profile.js';

const HASH_BYTES = 8;
const NO_PROFILE = 'none';

/** The parameter of a coder that can use what is known of a converter. */
export function profileParameter(profiles: readonly ConverterProfile[]) {
  const names = profiles.map(({ name }) => name);
  return {
    type: 'choice',
    choices: [NO_PROFILE, ...names],
    default: NO_PROFILE,
    sweep: [NO_PROFILE, ...names],
    meaning: 'thresholds of the converter, as ncb train learns them; none: evenly spaced',
    others: 'a profile of your own is given with --profile FILE',
  } as const;
}

/** @returns undefined for `none` */
export function profileNamed(
  profiles: readonly ConverterProfile[],
  name: string,
): ConverterProfile | undefined {
  return profiles.find(profile => profile.name === name);
}

/** For the `modelBytes` of a coder whose parameter `profile` is `profileParameter(profiles)`. */
export function profileModelBytes(profiles: readonly ConverterProfile[]) {
  return ({ profile: name }: ParameterValues): number => {
    const profile = profiles.find(known => known.name === name);
    return profile === undefined ? 0 : modelBytesOf(profile);
  };
}

/** @param profile undefined if the stream can be decoded without one */
export function encodeMark(profile: ConverterProfile | undefined): Uint8Array {
  return profile === undefined ? Uint8Array.of(0) : Uint8Array.of(1, ...hashOf(profile));
}

/**
 * Moves the cursor behind the mark.
 * @param profile the one that the coder was opened with
 * @returns whether the stream needs it
 * @throws Error if the stream was made with a profile, and not this one
 */
export function decodeMark(cursor: Cursor, profile: ConverterProfile | undefined): boolean {
  const { bytes, at } = cursor;
  if (at >= bytes.length) throw new Error('stream ends before the mark of its profile');
  if (bytes[at] > 1) throw new Error(`mark of a profile ${bytes[at]}, want 0 or 1`);
  cursor.at = at + 1 + bytes[at] * HASH_BYTES;
  if (cursor.at > bytes.length) throw new Error('stream ends inside the mark of its profile');
  if (bytes[at] === 0) return false;
  const wanted = hexOf(bytes.subarray(at + 1, cursor.at));
  const given = profile === undefined ? 'none' : `${profile.name} (${hexOf(hashOf(profile))})`;
  if (profile === undefined || hexOf(hashOf(profile)) !== wanted) {
    throw new Error(`stream was made with the converter profile ${wanted}, the chain has ${given}`);
  }
  return true;
}

// 10 to 20 us, 2 % of what it takes to decode a recording of 5 s
const hashes = new WeakMap<ConverterProfile, Uint8Array>();

function hashOf(profile: ConverterProfile): Uint8Array {
  let hash = hashes.get(profile);
  if (hash === undefined) {
    hash = createHash('sha256').update(tableOf(profile)).digest().subarray(0, HASH_BYTES);
    hashes.set(profile, hash);
  }
  return hash;
}

function tableOf({ firstCode, thresholds }: ConverterProfile): Uint8Array {
  const table = new Uint8Array(2 + thresholds.byteLength);
  const view = new DataView(table.buffer);
  view.setInt16(0, firstCode, true);
  for (let k = 0; k < thresholds.length; k++) view.setInt16(2 + 2 * k, thresholds[k], true);
  return table;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
