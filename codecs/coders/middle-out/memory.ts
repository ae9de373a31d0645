/** The kernel of middle-out, and what is where in its memory. */
import type { Shape } from '../../bytes/shape.js';
import { reserve, roundUp } from '../../bytes/wasm.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { type LiveKernel, loadTables } from '../shared/live/tables.js';
import { type LeadModel, packModel } from './model.js';
import { type Topology, type TopologyKernel, WHOLE_WEIGHT } from './topology.js';

export interface Kernel extends LiveKernel, TopologyKernel {
  readonly stateBytes: () => number;
  /** @param at of a packed model, 0 for no net */
  readonly setModel: (at: number) => void;
  /** The byte behind the code; 0 if there was too little room. */
  readonly encode: (
    samples: number,
    channels: number,
    frames: number,
    leads: number,
    states: number,
    past: number,
    out: number,
    end: number,
  ) => number;
  /** 1 if the code ended just where it had to. */
  readonly decode: (
    bytes: number,
    end: number,
    leads: number,
    states: number,
    past: number,
    samples: number,
    channels: number,
    frames: number,
  ) => number;
  /** Records written; see `gather`. */
  readonly gather: (
    samples: number,
    channels: number,
    frames: number,
    leads: number,
    states: number,
    features: number,
    every: number,
    out: number,
    end: number,
  ) => number;
}

/** A kernel that knows a converter and, perhaps, a model. */
export interface Loaded {
  readonly kernel: Kernel;
  readonly profile: ConverterProfile | undefined;
  /** Of the packed model, and the first byte behind it. */
  readonly modelAt: number;
  readonly free: number;
}

/** What is where while a recording is coded. */
export interface Room {
  readonly leadsAt: number;
  readonly statesAt: number;
  readonly samplesAt: number;
  readonly bytesAt: number;
}

/** What is known of a lead: its peers, their weights and its number. */
export const LEAD_BYTES = 48;
const LEAD_WORDS = LEAD_BYTES / 4;
export const STATE_BYTES = 144;
/** What its neighbours see of a lead. */
export const HISTORY_BYTES = 32;
/** What the weight of a peer's last remainder begins with, in 1/8192 for each 1/31 of correlation: a quarter of it. */
const FIRST_WEIGHT = 66;
/** Peers have weights of 0..127 in the net. */
const NET_WEIGHT = 127;
const MOST_PEERS = 3;

export function load(
  kernel: Kernel,
  profile: ConverterProfile | undefined,
  model: LeadModel | undefined,
): Loaded {
  const { end: modelAt } = loadTables(kernel, profile);
  if (model === undefined) return { kernel, profile, modelAt, free: modelAt };
  const packed = packModel(model);
  const free = roundUp(modelAt + packed.length);
  reserve(kernel, free);
  new Uint8Array(kernel.memory.buffer, modelAt).set(packed);
  return { kernel, profile, modelAt, free };
}

/** @param past whether there are copies of histories @param bytes of code, or of what else is put behind the samples */
export function layOut(
  { kernel, free }: Loaded,
  { channels, frames }: Shape,
  past: boolean,
  bytes: number,
): Room {
  const leadsAt = free;
  const statesAt = roundUp(leadsAt + channels * LEAD_BYTES);
  const histories = (past ? 2 : 1) * (channels + 1) * HISTORY_BYTES;
  const samplesAt = statesAt + channels * STATE_BYTES + histories;
  const bytesAt = roundUp(samplesAt + 2 * channels * frames);
  reserve(kernel, bytesAt + bytes);
  return { leadsAt, statesAt, samplesAt, bytesAt };
}

/** Writes what the kernel knows of leads, in coding order. */
export function storeTopology({ kernel }: Loaded, topology: Topology, room: Room, past: boolean): void {
  const { length } = topology;
  const historiesAt = room.statesAt + length * STATE_BYTES;
  const seenAt = past ? historiesAt + (length + 1) * HISTORY_BYTES : historiesAt;
  const words = new Int32Array(kernel.memory.buffer, room.leadsAt, length * LEAD_WORDS);
  const halves = new Int16Array(kernel.memory.buffer, room.leadsAt, 2 * length * LEAD_WORDS);
  const places = new Int32Array(length);
  topology.forEach(({ lead, peers }, place) => {
    places[lead] = place;
    const at = place * LEAD_WORDS;
    words.fill(0, at, at + LEAD_WORDS);
    let squares = 0;
    for (let k = 0; k < MOST_PEERS; k++) {
      const peer = peers[k];
      words[at + k] = seenAt + (peer === undefined ? length : places[peer.lead]) * HISTORY_BYTES;
      const weight = netWeight(peer?.weight ?? 0);
      words[at + 3 + k] = weight;
      words[at + 6] += weight;
      squares += weight * weight;
      halves[2 * (at + 8) + k] = (peer?.weight ?? 0) * FIRST_WEIGHT;
    }
    words[at + 7] = squares >> 7;
    words[at + 10] = lead;
  });
}

/** Of a weight in 1/31. */
export function netWeight(weight: number): number {
  return Math.floor((Math.abs(weight) * NET_WEIGHT) / WHOLE_WEIGHT);
}

export { FIRST_WEIGHT };
