/** What a chain asks of an implant, from what was measured of it: rates, waits, memory and power against the terms. */
import { type LiveChain, NOTHING_TAKEN } from '../../codecs/live.js';
import type { Terms } from './terms.js';

/** Picojoules of encode, a sample, in the process of the terms. */
export interface EnergyRange {
  /** Arithmetic alone: state in registers. */
  readonly floorPj: number;
  /** All loads and stores besides, at the price of a small memory. */
  readonly ceilingPj: number;
  /** By a processor. */
  readonly processorPj: number;
}

export interface Sending {
  readonly bitsPerSample: number;
  /** Over the worst window of a second. */
  readonly worstBitsPerSample: number;
  /** Null of a chain that needs blocks of samples. */
  readonly live: LiveChain | null;
  /** Frames that such a chain is given at a time. */
  readonly blockFrames: number;
  /** Null where it is not known. */
  readonly energy: EnergyRange | null;
}

type Constraint = 'link' | 'latency' | 'power';

/** What does not fit, and by what factor it is too much. */
interface Excess {
  readonly constraint: Constraint;
  readonly factor: number;
}

/** Watts, from the least that is thought possible to the most. */
interface PowerRange {
  readonly floorW: number;
  readonly ceilingW: number;
}

export interface RadioDemand {
  readonly name: string;
  readonly radioW: number;
  /** Front end, codec and radio; null where the codec's is not known. */
  readonly total: PowerRange | null;
  /** As many as the power carries, by the ceiling. */
  readonly channels: number | null;
  /** True if all constraints hold, by the ceiling of power; null where that is not known, or only the floor fits. */
  readonly fits: boolean | null;
  /** What fails, the first of link, latency, power; null if nothing is known to. */
  readonly excess: Excess | null;
}

export interface Demands {
  /** Bits of the converter over bits sent. */
  readonly ratio: number;
  readonly linkBitsPerS: number;
  readonly worstLinkBitsPerS: number;
  readonly latency: Latency;
  /** From frame to frame, of each channel, and of all with the tables that they share. */
  readonly stateBytes: number;
  readonly totalStateBytes: number;
  /** Null where the energy is not known, as is what follows from it. */
  readonly compute: PowerRange | null;
  readonly processorW: number | null;
  /** Above so many picojoules a bit of the radio, coding takes less power than sending codes as they are. */
  readonly breakEvenPj: number | null;
  /** As many as the link carries. */
  readonly channelsByLink: number;
  readonly radios: readonly RadioDemand[];
}

/** Seconds. */
interface Latency {
  /** Until the last frame of a block is there. */
  readonly blockS: number;
  readonly lookAheadS: number;
  /** Until what a live coder holds back has left. */
  readonly waitS: number;
  /** Of a block, on the link. */
  readonly sendS: number;
  readonly totalS: number;
}

/** Converter codes as they are, each on its own: what every codec is to be held against. */
export function uncoded({ bits }: Terms): Sending {
  return {
    bitsPerSample: bits,
    worstBitsPerSample: bits,
    live: { ...NOTHING_TAKEN, blockFrames: 1 },
    blockFrames: 1,
    energy: { floorPj: 0, ceilingPj: 0, processorPj: 0 },
  };
}

export function demandsOf(sending: Sending, terms: Terms): Demands {
  const { channels, rateHz, bits, linkBitsPerS: link, overhead } = terms;
  const { bitsPerSample, worstBitsPerSample, energy } = sending;
  const samplesPerS = channels * rateHz;
  const sent = (bitsOfSample: number) => samplesPerS * bitsOfSample * (1 + overhead);
  const linkBitsPerS = sent(bitsPerSample);
  const worstLinkBitsPerS = sent(worstBitsPerSample);
  const latency = latencyOf(sending, terms);
  const state = stateOf(sending, terms);
  const watts = (pj: number) => samplesPerS * pj * 1e-12;
  const compute = energy && { floorW: watts(energy.floorPj), ceilingW: watts(energy.ceilingPj) };
  const saved = bits - bitsPerSample;
  const whole = { linkBitsPerS, worstLinkBitsPerS, latency, compute };
  return {
    ratio: bits / bitsPerSample,
    linkBitsPerS,
    worstLinkBitsPerS,
    latency,
    ...state,
    compute,
    processorW: energy && watts(energy.processorPj),
    breakEvenPj: energy !== null && saved > 0 ? energy.ceilingPj / saved / (1 + overhead) : null,
    channelsByLink: Math.floor(link / (rateHz * worstBitsPerSample * (1 + overhead))),
    radios: terms.radios.map(radio => radioDemand(radio, whole, terms)),
  };
}

/**
 * Of a sample that waits longest: for the rest of its block, for what has to come before it is coded, for bytes to be
 * settled, and for its block, or frame, to be sent.
 */
function latencyOf({ live, blockFrames, bitsPerSample }: Sending, terms: Terms): Latency {
  const { channels, rateHz, linkBitsPerS, overhead } = terms;
  const { blockFrames: own, lookAheadFrames, waitBits } = live ?? { ...NEEDS_BLOCKS, blockFrames };
  const frames = Math.max(1, own);
  const frameBits = channels * bitsPerSample;
  const blockS = (frames - 1) / rateHz;
  const lookAheadS = lookAheadFrames / rateHz;
  const waitS = frameBits === 0 ? 0 : waitBits / frameBits / rateHz;
  const sendS = (frames * frameBits * (1 + overhead)) / linkBitsPerS;
  return { blockS, lookAheadS, waitS, sendS, totalS: blockS + lookAheadS + waitS + sendS };
}

const NEEDS_BLOCKS = { lookAheadFrames: 0, waitBits: 0 };

/** Where a block is needed, it is held: codes, packed. What a coder works with inside of a block comes on top. */
function stateOf(
  { live, blockFrames }: Sending,
  { channels, bits }: Terms,
): Pick<Demands, 'stateBytes' | 'totalStateBytes'> {
  const stateBytes = live?.stateBytes ?? Math.ceil((blockFrames * bits) / 8);
  return { stateBytes, totalStateBytes: channels * stateBytes + (live?.tableBytes ?? 0) };
}

function radioDemand(
  { name, joulesPerBit }: Terms['radios'][number],
  demands: Pick<Demands, 'linkBitsPerS' | 'worstLinkBitsPerS' | 'latency' | 'compute'>,
  { channels, frontEndW, linkBitsPerS: link, latencyS, powerW }: Terms,
): RadioDemand {
  const { linkBitsPerS, worstLinkBitsPerS, latency, compute } = demands;
  const radioW = linkBitsPerS * joulesPerBit;
  const beside = radioW + channels * frontEndW;
  const total = compute && { floorW: beside + compute.floorW, ceilingW: beside + compute.ceilingW };
  const excesses: Excess[] = [
    { constraint: 'link', factor: worstLinkBitsPerS / link },
    { constraint: 'latency', factor: latency.totalS / latencyS },
    { constraint: 'power', factor: (total?.floorW ?? beside) / powerW },
  ];
  const excess = excesses.find(({ factor }) => factor > 1) ?? null;
  const isSure = total !== null && total.ceilingW <= powerW;
  return {
    name,
    radioW,
    total,
    channels: total && Math.floor((channels * powerW) / total.ceilingW),
    fits: excess !== null ? false : isSure ? true : null,
    excess,
  };
}
