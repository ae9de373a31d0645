/** What an implant is given: what it records, sends and may take. */

export interface Radio {
  readonly name: string;
  readonly joulesPerBit: number;
}

export interface Terms {
  readonly channels: number;
  readonly rateHz: number;
  /** Of a converter's code: what ratios and raw rates are by. */
  readonly bits: number;
  readonly linkBitsPerS: number;
  /** From a sample to the last bit that it is decoded from. */
  readonly latencyS: number;
  readonly powerW: number;
  /** Amplifier and converter of one channel. */
  readonly frontEndW: number;
  /** Of the process that the codec is built in, in nanometres. */
  readonly nodeNm: number;
  readonly radios: readonly Radio[];
  /** What headers of packets add to each bit sent: 0.07 of a bit. */
  readonly overhead: number;
}

/**
 * The terms of the Neuralink compression challenge, for 1024 channels. Radios: an ultra-wideband transmitter of 28 nm (5.8
 * pJ a bit, PMC7614137), Bluetooth low energy at the 10 mW for 1 Mbit/s that bound Neuralink's own; front end: 5.2 uW
 * (Musk and Neuralink, J. Med. Internet Res. 21, 2019).
 */
export const CHALLENGE_TERMS: Terms = {
  channels: 1024,
  rateHz: 19_531,
  bits: 10,
  linkBitsPerS: 1e6,
  latencyS: 0.001,
  powerW: 0.01,
  frontEndW: 5.2e-6,
  nodeNm: 22,
  radios: [
    { name: 'uwb', joulesPerBit: 6e-12 },
    { name: 'ble', joulesPerBit: 10e-9 },
  ],
  overhead: 0,
};

/** Frames that chains which need blocks are given at a time: at the rate of the terms, 0.82 ms. */
export const USUAL_BLOCK_FRAMES = 16;
/** What is looked at: so many recordings, and of each so many seconds. */
export const USUAL_LOOK = { recordings: 24, seconds: 5 } as const;
