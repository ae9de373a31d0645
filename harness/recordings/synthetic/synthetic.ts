/** The built-in recordings: made from a seed, the same on every machine. */

import { toInterleaved } from '../../../codecs/bytes/planar.js';
import { bytesOf } from '../../../codecs/bytes/stream.js';
import type { Samples } from '../../../codecs/codec.js';
import { hashBytes } from '../checksum.js';
import type { Recording } from '../recording.js';
import { IMPLANT_RATE_HZ, makeImplant } from './implant.js';
import { makeProbe, PROBE_RATE_HZ } from './probe.js';

export type SyntheticSet = 'implant' | 'probe';

/** How many recordings of each set, and the seed that they are made from. */
export interface SyntheticOptions {
  readonly implant?: number;
  readonly probe?: number;
  readonly seed?: number;
}

const SYNTHETIC_DEFAULTS = { implant: 4, probe: 1, seed: 1 } as const;

/** The samples of one synthetic recording. */
export function makeSynthetic(set: SyntheticSet, index: number, seed: number): Samples {
  return set === 'implant' ? { data: makeImplant(index, seed), channels: 1 } : makeProbe(index, seed);
}

/** The built-in set, `synthetic/implant-00` onwards, then `synthetic/probe-00` onwards. */
export function syntheticRecordings(options: SyntheticOptions = {}): Recording[] {
  const { implant, probe, seed } = { ...SYNTHETIC_DEFAULTS, ...options };
  return [
    ...Array.from({ length: implant }, (_, index) => describe('implant', index, seed)),
    ...Array.from({ length: probe }, (_, index) => describe('probe', index, seed)),
  ];
}

function describe(set: SyntheticSet, index: number, seed: number): Recording {
  const samples = makeSynthetic(set, index, seed);
  return {
    name: `synthetic/${set}-${String(index).padStart(2, '0')}`,
    sha256: hashBytes(bytesOf(toInterleaved(samples))),
    channels: samples.channels,
    frames: samples.data.length / samples.channels,
    sampleRateHz: set === 'implant' ? IMPLANT_RATE_HZ : PROBE_RATE_HZ,
    source: { type: 'synthetic', set, index, seed },
  };
}
