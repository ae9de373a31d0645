/** The built-in recordings: made from a seed, the same on every machine. */

import { toInterleaved } from '../../../codecs/bytes/planar.js';
import { bytesOf } from '../../../codecs/bytes/stream.js';
import type { Samples } from '../../../codecs/codec.js';
import { hashBytes } from '../checksum.js';
import type { Recording } from '../recording.js';
import type { TrueUnit } from '../units.js';
import { IMPLANT_RATE_HZ, makeImplant } from './implant.js';
import { makeProbe, PROBE_RATE_HZ } from './probe.js';

export type SyntheticSet = 'implant' | 'probe';

/** How many recordings of each set, and the seed that they are made from. */
export interface SyntheticOptions {
  readonly implant?: number;
  readonly probe?: number;
  readonly seed?: number;
  /** Of all units of implants, in standard deviations of the background; unless given, drawn as the challenge's are. */
  readonly amplitude?: number | undefined;
}

const SYNTHETIC_DEFAULTS = { implant: 4, probe: 1, seed: 1 } as const;

type Synthetic = Extract<Recording['source'], { readonly type: 'synthetic' }>;

/** Units of what was made, which are small: samples are asked for first. */
const unitsMade = new Map<string, readonly TrueUnit[]>();

function keyOf({ set, index, seed, amplitude }: Omit<Synthetic, 'type'>): string {
  return [set, index, seed, amplitude].join(' ');
}

/** The samples of one synthetic recording; when its units fire is kept. */
function make(source: Omit<Synthetic, 'type'>): Samples {
  const { set, index, seed, amplitude } = source;
  if (set === 'probe') {
    const { samples, units } = makeProbe(index, seed);
    unitsMade.set(keyOf(source), units);
    return samples;
  }
  const { data, units } = makeImplant(index, seed, amplitude);
  unitsMade.set(keyOf(source), units);
  return { data, channels: 1 };
}

/** The samples of one synthetic recording. */
export function makeSynthetic(set: SyntheticSet, index: number, seed: number, amplitude?: number): Samples {
  return make({ set, index, seed, ...(amplitude !== undefined && { amplitude }) });
}

/** When the units of one synthetic recording fire. */
export function syntheticUnits(source: Synthetic): readonly TrueUnit[] {
  const key = keyOf(source);
  if (!unitsMade.has(key)) make(source);
  return unitsMade.get(key) ?? [];
}

/** The built-in set, `synthetic/implant-00` onwards, then `synthetic/probe-00` onwards. */
export function syntheticRecordings(options: SyntheticOptions = {}): Recording[] {
  const { implant, probe, seed, amplitude } = { ...SYNTHETIC_DEFAULTS, ...options };
  return [
    ...Array.from({ length: implant }, (_, index) => describe('implant', index, seed, amplitude)),
    ...Array.from({ length: probe }, (_, index) => describe('probe', index, seed)),
  ];
}

function describe(set: SyntheticSet, index: number, seed: number, amplitude?: number): Recording {
  const samples = makeSynthetic(set, index, seed, amplitude);
  return {
    name: `synthetic/${set}-${String(index).padStart(2, '0')}`,
    sha256: hashBytes(bytesOf(toInterleaved(samples))),
    channels: samples.channels,
    frames: samples.data.length / samples.channels,
    sampleRateHz: set === 'implant' ? IMPLANT_RATE_HZ : PROBE_RATE_HZ,
    source: { type: 'synthetic', set, index, seed, ...(amplitude !== undefined && { amplitude }) },
  };
}
