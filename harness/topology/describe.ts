/** What a topology says, in figures. */
import type { Related } from './relate.js';

/** A lead that another is predicted from. */
export interface RelatedPeer {
  readonly lead: number;
  readonly r: number;
}

/** A lead where it stands in the tree. */
export interface RelatedLead {
  readonly lead: number;
  /** Edges from the lead that is coded first. */
  readonly depth: number;
  /** The nearest first: the parent, and up to two others. */
  readonly peers: readonly RelatedPeer[];
}

interface RelatedPair {
  readonly leads: readonly [number, number];
  readonly r: number;
}

export interface TopologyFigures {
  readonly channels: number;
  readonly frames: number;
  /** In coding order. */
  readonly leads: readonly RelatedLead[];
  /** Of |r| along the edges; null of one lead. */
  readonly medianAlongTree: number | null;
  /** The same between neighbours in the file, for comparison. */
  readonly medianInFile: number | null;
  /** Edges from the first lead to the farthest. */
  readonly depth: number;
  /** The greatest |r| of two leads, the greatest first. */
  readonly greatest: readonly RelatedPair[];
  /** Whose |r| with the parent is below `WORTH_R`, in coding order; without the first, which has none. */
  readonly unrelated: readonly number[];
  /** Which do not move at all. */
  readonly silent: readonly number[];
}

/** |r| under which a peer is not worth its work: of Gaussian differences it saves -log2(1 - r^2) / 2 < 0.01 bits a sample. */
export const WORTH_R = 0.1;
const GREATEST = 5;

export function describeTopology({ channels, frames, correlations, topology }: Related): TopologyFigures {
  const between = (a: number, b: number) => correlations[a * channels + b];
  const depths = new Int32Array(channels);
  const leads = topology.map(({ lead, peers }): RelatedLead => {
    depths[lead] = peers.length === 0 ? 0 : depths[peers[0].lead] + 1;
    return {
      lead,
      depth: depths[lead],
      peers: peers.map(peer => ({ lead: peer.lead, r: between(lead, peer.lead) })),
    };
  });
  const hung = leads.filter(({ peers }) => peers.length > 0);
  const all = Array.from({ length: channels }, (_, lead) => lead);
  return {
    ...{ channels, frames, leads },
    medianAlongTree: medianOf(hung.map(({ peers }) => Math.abs(peers[0].r))),
    medianInFile: medianOf(all.slice(1).map(lead => Math.abs(between(lead - 1, lead)))),
    depth: depths.reduce((most, depth) => Math.max(most, depth), 0),
    greatest: greatestOf(channels, between),
    unrelated: hung.filter(({ peers }) => Math.abs(peers[0].r) < WORTH_R).map(({ lead }) => lead),
    silent: all.filter(lead => between(lead, lead) === 0),
  };
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function greatestOf(channels: number, between: (a: number, b: number) => number): RelatedPair[] {
  const found: RelatedPair[] = [];
  for (let b = 1; b < channels; b++) {
    for (let a = 0; a < b; a++) {
      const r = between(a, b);
      if (r === 0 || (found.length === GREATEST && Math.abs(r) <= Math.abs(found[GREATEST - 1].r))) continue;
      const at = found.findIndex(known => Math.abs(known.r) < Math.abs(r));
      found.splice(at < 0 ? found.length : at, 0, { leads: [a, b], r });
      if (found.length > GREATEST) found.pop();
    }
  }
  return found;
}
