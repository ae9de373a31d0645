/**
 * A topology in a stream: adaptive bits (models/adaptive-bits.ts), lead after lead in coding order.
 *
 *   the first lead    its number
 *   another           how many leads before it its first peer was placed, less one; in the order of a tree, its number
 *                     less that peer's; then the numbers of its other peers, less its own
 *   weights           of each peer the size (of the second and third: the one before it less its own) and the sign
 *
 *   number            n - 1 ones and a zero for n bits, then these behind the leading one; of number + 1
 *   difference        0 or, if it is not 0, 1, its sign and its size less one as a number
 *
 * A lead has as many peers as it was asked for, or as many as lie before it.
 */
import {
  type BitCoder,
  type BitModel,
  makeBitDecoder,
  makeBitEncoder,
  makeBitModel,
} from '../../models/adaptive-bits.js';
import { type Lead, type LeadOrder, type Peer, type Topology, WHOLE_WEIGHT } from './topology.js';

const MOST_BITS = 31;

/** Contexts of a number: its length, and the bit behind the leading one by length. */
interface NumberModel {
  readonly lengths: BitModel;
  readonly digits: BitModel;
}

interface DifferenceModel {
  readonly signs: BitModel;
  readonly sizes: NumberModel;
}

interface Models {
  readonly back: NumberModel;
  readonly numbers: DifferenceModel;
  readonly peers: DifferenceModel;
  /** By the peer's place. */
  readonly weights: readonly NumberModel[];
  readonly negative: BitModel;
}

function makeNumberModel(): NumberModel {
  return { lengths: makeBitModel(MOST_BITS), digits: makeBitModel(MOST_BITS + 1) };
}

function makeDifferenceModel(): DifferenceModel {
  return { signs: makeBitModel(2), sizes: makeNumberModel() };
}

function makeModels(): Models {
  return {
    back: makeNumberModel(),
    numbers: makeDifferenceModel(),
    peers: makeDifferenceModel(),
    weights: [makeNumberModel(), makeNumberModel(), makeNumberModel()],
    negative: makeBitModel(1),
  };
}

/** Writes a number of 0 to 2^30, or reads one. */
function codeNumber(coder: BitCoder, { lengths, digits }: NumberModel, number: number): number {
  const given = number + 1;
  let length = 1;
  while (length < MOST_BITS && coder.code(lengths, length - 1, given >= 2 ** length ? 1 : 0) === 1) length++;
  let value = 1;
  for (let bit = length - 2; bit >= 0; bit--) {
    const digit = Math.floor(given / 2 ** bit) % 2;
    // the second leading digit says most, the others are nearly even
    value = 2 * value + coder.code(digits, bit === length - 2 ? length : 0, digit);
  }
  return value - 1;
}

function codeDifference(coder: BitCoder, { signs, sizes }: DifferenceModel, difference: number): number {
  if (coder.code(signs, 0, difference === 0 ? 0 : 1) === 0) return 0;
  const isNegative = coder.code(signs, 1, difference < 0 ? 1 : 0) === 1;
  const size = 1 + codeNumber(coder, sizes, Math.abs(difference) - 1);
  return isNegative ? -size : size;
}

function codeWeights(coder: BitCoder, models: Models, peers: readonly Peer[]): Peer[] {
  let before = WHOLE_WEIGHT;
  return peers.map(({ lead, weight }, k) => {
    const size = before - codeNumber(coder, models.weights[k], before - Math.abs(weight));
    if (size < 0) throw new Error(`topology: weight of lead ${lead} below 0`);
    before = size;
    const isNegative = size > 0 && coder.code(models.negative, 0, weight < 0 ? 1 : 0) === 1;
    return { lead, weight: isNegative ? -size : size };
  });
}

/** Writes a topology, or reads one: what is not known yet is undefined. */
function codeTopology(
  coder: BitCoder,
  channels: number,
  most: number,
  order: LeadOrder,
  given: Topology | undefined,
): Topology {
  const models = makeModels();
  const topology: Lead[] = [];
  const places = new Map<number, number>();
  for (let place = 0; place < channels; place++) {
    const known = given?.[place];
    const peersBefore = Math.min(most, place);
    const lead = codeLead(coder, models, topology, places, order, known);
    if (!(lead.lead >= 0 && lead.lead < channels) || places.has(lead.lead)) {
      throw new Error(`topology: lead ${lead.lead} at place ${place} of ${channels} channels`);
    }
    const peers = lead.peers.slice();
    for (let k = 1; k < peersBefore; k++) {
      const other = known?.peers[k];
      const difference = other === undefined ? 0 : other.lead - lead.lead;
      const peer = lead.lead + codeDifference(coder, models.peers, difference);
      if (!places.has(peer) || peers.some(earlier => earlier.lead === peer)) {
        throw new Error(`topology: lead ${lead.lead} has the peer ${peer}`);
      }
      peers.push({ lead: peer, weight: other?.weight ?? 0 });
    }
    topology.push({ lead: lead.lead, peers: codeWeights(coder, models, peers) });
    places.set(lead.lead, place);
  }
  return topology;
}

/** A lead's number, and its first peer. */
function codeLead(
  coder: BitCoder,
  models: Models,
  before: Topology,
  places: ReadonlyMap<number, number>,
  order: LeadOrder,
  known: Lead | undefined,
): Lead {
  const place = before.length;
  if (place === 0) {
    const lead = order === 'file' ? 0 : codeDifference(coder, models.numbers, known?.lead ?? 0);
    return { lead, peers: [] };
  }
  const first = known?.peers[0];
  const back = first === undefined ? 0 : place - 1 - (places.get(first.lead) ?? 0);
  const parent = place - 1 - codeNumber(coder, models.back, back);
  if (parent < 0) throw new Error(`topology: first peer of place ${place} lies before the first lead`);
  const peer = before[parent].lead;
  const difference = known === undefined ? 0 : known.lead - peer;
  const lead = order === 'file' ? place : peer + codeDifference(coder, models.numbers, difference);
  return { lead, peers: [{ lead: peer, weight: first?.weight ?? 0 }] };
}

/** @param most peers of a lead, 1 or more */
export function encodeTopology(topology: Topology, most: number, order: LeadOrder): Uint8Array {
  const encoder = makeBitEncoder();
  codeTopology(encoder, topology.length, most, order, topology);
  return encoder.finish();
}

/** @throws Error if the bytes are none of a topology of so many channels */
export function decodeTopology(
  bytes: Uint8Array,
  channels: number,
  most: number,
  order: LeadOrder,
): Topology {
  const decoder = makeBitDecoder(bytes, 'topology');
  const topology = codeTopology(decoder, channels, most, order, undefined);
  decoder.finish();
  return topology;
}
