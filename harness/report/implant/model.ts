/** What chains ask of an implant, as `ncb implant --json` says it and a page draws it; nothing of Node. */
import type { LossKind } from '../../../codecs/codec.js';

export interface ReportImplant {
  readonly terms: ReportTerms;
  /** Channels of the recordings that were coded, and the longest of them. */
  readonly measured: { readonly channels: number; readonly seconds: number };
  /** Codes as they are first; then by what is lost, and within that the most bits first. */
  readonly rows: readonly ReportDemands[];
  readonly failures: readonly { readonly chain: string; readonly error: string }[];
}

export interface ReportTerms {
  readonly channels: number;
  readonly rateHz: number;
  readonly bits: number;
  readonly linkBitsPerS: number;
  readonly latencyS: number;
  readonly powerW: number;
  readonly frontEndW: number;
  readonly nodeNm: number;
  /** Of a bit sent, for headers of packets. */
  readonly overhead: number;
  /** Frames that chains which need blocks are given at a time. */
  readonly chunkFrames: number;
  readonly radios: readonly { readonly name: string; readonly joulesPerBit: number }[];
}

/** Of one chain, or of codes as they are, with all channels of the terms. */
export interface ReportDemands {
  readonly chain: string;
  readonly loss: LossKind;
  readonly isLive: boolean;
  readonly blockFrames: number;
  /** Of the bits of the terms; null where nothing is sent. */
  readonly ratio: number | null;
  /** On average, and in the worst window of so many seconds. */
  readonly linkBitsPerS: number;
  readonly worstLinkBitsPerS: number;
  readonly worstS: number;
  readonly latencyS: number;
  readonly totalStateBytes: number;
  /** Null where the codec's energy is not known. */
  readonly compute: { readonly floorW: number; readonly ceilingW: number } | null;
  readonly processorW: number | null;
  readonly breakEvenPj: number | null;
  /** As many as the link carries; null where nothing is sent. */
  readonly channelsByLink: number | null;
  readonly maxAbsError: number | null;
  readonly grade: string | null;
  readonly energyNotes: readonly string[];
  /** Milliseconds within which 99.9 % of blocks were coded on the machine; null where they were not timed. */
  readonly encodeBlockMs: number | null;
  readonly decodeBlockMs: number | null;
  /** As many as the terms have, in their order. */
  readonly radios: readonly ReportRadio[];
}

export interface ReportRadio {
  readonly radioW: number;
  /** Codec, radio and front end; null where the codec's part is not known. */
  readonly total: { readonly floorW: number; readonly ceilingW: number } | null;
  readonly channelsByPower: number | null;
  /** Null where it may. */
  readonly fits: boolean | null;
  /** The first of link, latency, power that is too much, and by what factor; null if nothing is known to be. */
  readonly excess: { readonly constraint: 'link' | 'latency' | 'power'; readonly factor: number } | null;
}
