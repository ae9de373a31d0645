/**
 * The topology of a recording's leads: which ones are alike, in which order they are coded, and which of those before
 * it tell of each. Computed once by the encoder and sent.
 *
 * What two leads have in common is the correlation of their first differences, over 2^16 frames at most. The order is
 * that in which a maximum spanning tree of its size grows from the first lead (Prim, Shortest connection networks,
 * 1957), or that of the recording; the peers of a lead are those before it with which it has most in common, the
 * nearest first, which in a tree is the lead that it hangs on.
 */
import { type Shape, shapeOf } from '../../bytes/shape.js';
import { type KernelExports, loadKernel, reserve, roundUp } from '../../bytes/wasm.js';
import type { Samples } from '../../codec.js';

/** A lead that tells of another. */
export interface Peer {
  /** Its number in the recording, from 0. */
  readonly lead: number;
  /** Correlation of first differences, in 1/31, -31..31. */
  readonly weight: number;
}

/** A lead and its peers, the nearest first. */
export interface Lead {
  readonly lead: number;
  readonly peers: readonly Peer[];
}

/** Leads in coding order. */
export type Topology = readonly Lead[];

export type LeadOrder = 'tree' | 'file';

export interface TopologyKernel extends KernelExports {
  readonly storeDifferences: (samples: number, frames: number, out: number) => void;
  readonly multiplyLeads: (
    differences: number,
    padded: number,
    lead: number,
    leads: number,
    out: number,
  ) => void;
}

/** What weights are of. */
export const WHOLE_WEIGHT = 31;
const MOST_FRAMES = 2 ** 16;
const LEAST_FRAMES = 256;
/** Products that are summed at most, over all pairs of leads. */
const MOST_PRODUCTS = 2 ** 31;

/** Loads what `computeTopology` works with. */
export function loadTopologyKernel(): Promise<TopologyKernel> {
  return loadKernel<TopologyKernel>('middle-out');
}

/**
 * @param most peers of a lead
 * @param free from where on the kernel's memory may be written to
 */
export function computeTopology(
  kernel: TopologyKernel,
  samples: Samples,
  most: number,
  order: LeadOrder,
  free = kernel.base(),
): Topology {
  return growTopology(correlate(kernel, samples, free), samples.channels, most, order);
}

/** Correlations of a lead with all leads, by their number, its own among them; 0 of one that does not move. */
export type CorrelationsOf = (lead: number) => Float64Array;

/** @param most peers of a lead */
export function growTopology(
  correlationsOf: CorrelationsOf,
  channels: number,
  most: number,
  order: LeadOrder,
): Topology {
  const peers: Peer[][] = Array.from({ length: channels }, () => []);
  const placed = new Uint8Array(channels);
  const topology: Lead[] = [];
  for (let lead = 0; lead >= 0; lead = order === 'tree' ? nearestLead(peers, placed) : nextLead(placed)) {
    placed[lead] = 1;
    topology.push({ lead, peers: peers[lead].map(rounded) });
    if (topology.length < channels) addPeer(peers, placed, lead, correlationsOf(lead), most);
  }
  return topology;
}

function rounded({ lead, weight }: Peer): Peer {
  return { lead, weight: Math.round(weight) };
}

/** Frames, from the first on, that are looked at. */
export function framesCorrelated({ channels, frames }: Shape): number {
  return Math.min(frames, MOST_FRAMES, Math.max(LEAST_FRAMES, Math.floor(MOST_PRODUCTS / channels ** 2)));
}

/**
 * Puts differences into the kernel's memory, where they have to stay.
 * @param free from where on that may be written to
 */
export function correlate(kernel: TopologyKernel, samples: Samples, free = kernel.base()): CorrelationsOf {
  const { channels, frames } = shapeOf(samples);
  const { data } = samples;
  const taken = framesCorrelated({ channels, frames });
  const padded = 8 * Math.ceil(taken / 8);
  const leadAt = roundUp(free);
  const differencesAt = leadAt + roundUp(2 * taken);
  const productsAt = differencesAt + 2 * channels * padded;
  reserve(kernel, productsAt + 8 * channels);
  const { buffer } = kernel.memory;
  const lead = new Int16Array(buffer, leadAt, taken);
  for (let channel = 0; channel < channels; channel++) {
    lead.set(data.subarray(channel * frames, channel * frames + taken));
    kernel.storeDifferences(leadAt, taken, differencesAt + 2 * channel * padded);
  }
  const products = new Float64Array(buffer, productsAt, channels);
  const sizes = Float64Array.from({ length: channels }, (_, channel) => {
    kernel.multiplyLeads(differencesAt + 2 * channel * padded, padded, 0, 1, productsAt);
    return Math.sqrt(products[0]);
  });
  return (channel: number) => {
    kernel.multiplyLeads(differencesAt, padded, channel, channels, productsAt);
    return products.map((product, other) => product / Math.max(1, sizes[channel] * sizes[other]));
  };
}

/** Offers a lead that was placed to all that were not. */
function addPeer(
  peers: readonly Peer[][],
  placed: Uint8Array,
  lead: number,
  correlations: Float64Array,
  most: number,
): void {
  for (let other = 0; other < placed.length; other++) {
    if (placed[other] === 1) continue;
    const weight = Math.max(-1, Math.min(1, correlations[other])) * WHOLE_WEIGHT;
    const at = peers[other].findIndex(known => Math.abs(known.weight) < Math.abs(weight));
    if (at < 0 && peers[other].length >= most) continue;
    peers[other].splice(at < 0 ? peers[other].length : at, 0, { lead, weight });
    if (peers[other].length > most) peers[other].pop();
  }
}

/** Which of the leads left has most in common with one that was placed; -1 if none is left. */
function nearestLead(peers: readonly (readonly Peer[])[], placed: Uint8Array): number {
  let nearest = -1;
  let most = -1;
  for (let lead = 0; lead < placed.length; lead++) {
    if (placed[lead] === 1) continue;
    const size = peers[lead].length === 0 ? 0 : Math.abs(peers[lead][0].weight);
    if (size > most) {
      most = size;
      nearest = lead;
    }
  }
  return nearest;
}

function nextLead(placed: Uint8Array): number {
  return placed.indexOf(0);
}
