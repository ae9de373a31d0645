/** Kinds of a block's channels: how each is coded. */

export const RAW = 0;
export const CONSTANT = 1;
/** Coded with the thresholds of a uniform quantiser, or with the profile's. */
export const UNIFORM = 2;
export const PROFILE = 3;

const KINDS_PER_BYTE = 4;

/** Kinds of channels, two bits each, the first one lowest: so many bytes vouch for a block's size. */
export function packKinds(kinds: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(kindBytes(kinds.length));
  kinds.forEach((kind, k) => {
    bytes[k >> 2] |= kind << (2 * (k & 3));
  });
  return bytes;
}

/** @throws Error if a channel wants a profile where there is none */
export function unpackKinds(bytes: Uint8Array, channels: number, mayUseProfile: boolean): number[] {
  return Array.from({ length: channels }, (_, k) => {
    const kind = (bytes[k >> 2] >> (2 * (k & 3))) & 3;
    if (kind === PROFILE && !mayUseProfile) throw new Error(`kind of channel ${kind}, want 0..${UNIFORM}`);
    return kind;
  });
}

export function kindBytes(channels: number): number {
  return Math.ceil(channels / KINDS_PER_BYTE);
}
