/** How a channel of a span is to be coded by gaussian-rans, before its samples are looked at by the kernel. */
import type { ConverterProfile } from '../../converter/profile.js';
import { fitsProfile, lowBitsOf } from './fit.js';
import { CODED, CONSTANT, type Head, PROFILED } from './head.js';
import { withoutLowBits } from './low-bits.js';

/** What is known of a channel before its samples go through the lanes. */
export interface Plan {
  readonly kind: Head['kind'];
  readonly samples: Int16Array;
  readonly lowBits: number;
  /** The samples without their low bits. */
  readonly codes: Int16Array;
}

function isConstant(samples: Int16Array): boolean {
  let same = 1;
  while (same < samples.length && samples[same] === samples[0]) same++;
  return same >= samples.length;
}

/** @param samples of one channel of a span */
export function planOf(samples: Int16Array, profile: ConverterProfile | undefined): Plan {
  const whole = { samples, lowBits: 0, codes: samples };
  if (isConstant(samples)) return { kind: CONSTANT, ...whole };
  const lowBits = lowBitsOf(samples);
  if (lowBits > 0) return splitPlan(samples, lowBits);
  return { kind: profile !== undefined && fitsProfile(samples, profile) ? PROFILED : CODED, ...whole };
}

/** A channel whose low bits are stored as they are. */
export function splitPlan(samples: Int16Array, lowBits: number): Plan {
  return { kind: CODED, samples, lowBits, codes: withoutLowBits(samples, lowBits) };
}
