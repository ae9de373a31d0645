/**
 * A topology as a file, for recordings of one array of electrodes: a coder then names it in its chain
 * (`topology=NAME`, the file given with `--profile`), and it stands in no stream.
 *
 *   { "name": "probe", "topology": 1, "peers": 3, "leads": [[lead, peer, weight, peer, weight ..], ..], "sha256": ".." }
 *
 * Leads are in coding order, of which each has as many peers as it was asked for, or as many as come before it, the
 * nearest first; weights are in 1/31. `topology` is the version of the format. `sha256` is of the packed form, which is
 * what a decoder must hold and what is counted as model bytes:
 *
 *   varint channels | varint peers | the topology as in a stream, in the order of a tree (topology-stream.ts)
 */
import { createHash } from 'node:crypto';
import { packNumbers } from '../../bytes/numbers.js';
import { parseJsonObject } from '../../json-object.js';
import { type Lead, type Topology, WHOLE_WEIGHT } from './topology.js';
import { encodeTopology } from './topology-stream.js';

export interface NamedTopology {
  /** Lower-case letters, digits and dashes; what a chain calls it. */
  readonly name: string;
  /** Of a lead, at most: 1 to 3. */
  readonly peers: number;
  readonly topology: Topology;
  /** SHA-256 of the packed form. */
  readonly digest: Uint8Array;
  /** Length of the packed form. */
  readonly modelBytes: number;
}

const VERSION = 1;
const MOST_PEERS = 3;
const NAME = /^[a-z][a-z0-9-]*$/;
/** Names that have a meaning of their own in a chain. */
export const OWN_TOPOLOGY = 'own';
const RESERVED = [OWN_TOPOLOGY, 'none'];
/** What a name has to be, as messages say it. */
export const NAME_WANTED = `lower-case letters, digits and dashes, a letter first, and not ${RESERVED.join(' or ')}`;

/**
 * @param peers that leads have at most
 * @throws Error if the name is none, or there are not two leads
 */
export function nameTopology(name: string, topology: Topology, peers: number): NamedTopology {
  if (!isTopologyName(name)) throw new Error(`name ${JSON.stringify(name)}: want ${NAME_WANTED}`);
  if (topology.length < 2) throw new Error(`topology ${name}: ${topology.length} leads, want two or more`);
  const packed = Buffer.concat([
    packNumbers([topology.length, peers]),
    encodeTopology(topology, peers, 'tree'),
  ]);
  const digest = createHash('sha256').update(packed).digest();
  return { name, peers, topology, digest, modelBytes: packed.length };
}

export function formatTopologyFile({ name, peers, topology, digest }: NamedTopology): string {
  const rows = topology.map(
    ({ lead, peers: near }) => `    [${[lead, ...near.flatMap(one => [one.lead, one.weight])].join(', ')}]`,
  );
  return [
    '{',
    `  "name": ${JSON.stringify(name)},`,
    `  "topology": ${VERSION},`,
    `  "peers": ${peers},`,
    `  "leads": [`,
    rows.join(',\n'),
    '  ],',
    `  "sha256": "${Buffer.from(digest).toString('hex')}"`,
    '}\n',
  ].join('\n');
}

/**
 * @param where names the file in errors
 * @throws Error if it is no topology, is of another version, contradicts itself or was changed
 */
export function parseTopologyFile(text: string, where: string): NamedTopology {
  const { name, topology: version, peers, leads, sha256 } = parseJsonObject(text, where, 'no topology');
  if (version !== VERSION) {
    throw new Error(`${where}: topology ${JSON.stringify(version)}: want version ${VERSION}`);
  }
  if (!isTopologyName(name)) {
    throw new Error(`${where}: name ${JSON.stringify(name)}: want ${NAME_WANTED}`);
  }
  if (!isBetween(peers, 1, MOST_PEERS)) {
    throw new Error(`${where}: peers ${JSON.stringify(peers)}: want 1 to ${MOST_PEERS}`);
  }
  if (!Array.isArray(leads) || leads.length < 2)
    throw new Error(`${where}: leads: want a list of two or more`);
  const before = new Set<number>();
  const topology = leads.map((row: unknown, place): Lead => {
    const lead = leadOf(row, before, leads.length, peers, `${where}: leads[${place}]`);
    before.add(lead.lead);
    return lead;
  });
  const named = nameTopology(name, topology, peers);
  const found = Buffer.from(named.digest).toString('hex');
  if (sha256 !== found) {
    throw new Error(
      `${where}: sha256 is of another topology: it was changed by hand, or torn; ncb topology writes one`,
    );
  }
  return named;
}

/** @throws Error if the row is none of a lead at its place */
function leadOf(
  row: unknown,
  before: ReadonlySet<number>,
  channels: number,
  most: number,
  where: string,
): Lead {
  const count = Math.min(most, before.size);
  if (!Array.isArray(row) || row.length !== 1 + 2 * count) {
    throw new Error(`${where}: want a lead and ${count} peers with their weights`);
  }
  const [lead, ...others]: unknown[] = row;
  if (!isBetween(lead, 0, channels - 1) || before.has(lead)) {
    throw new Error(`${where}: lead ${JSON.stringify(lead)}: want each of 0 to ${channels - 1} once`);
  }
  const peers = Array.from({ length: count }, (_, k) => {
    const [peer, weight] = [others[2 * k], others[2 * k + 1]];
    if (!isBetween(peer, 0, channels - 1) || !before.has(peer)) {
      throw new Error(`${where}: peer ${JSON.stringify(peer)}: want a lead of a row before`);
    }
    if (!isBetween(weight, -WHOLE_WEIGHT, WHOLE_WEIGHT)) {
      throw new Error(`${where}: weight ${JSON.stringify(weight)}: want -${WHOLE_WEIGHT} to ${WHOLE_WEIGHT}`);
    }
    return { lead: peer, weight };
  });
  if (new Set(peers.map(peer => peer.lead)).size < count)
    throw new Error(`${where}: a peer stands there twice`);
  if (peers.some(({ weight }, k) => k > 0 && Math.abs(weight) > Math.abs(peers[k - 1].weight))) {
    throw new Error(`${where}: weights grow: want the nearest peer first`);
  }
  return { lead, peers };
}

export function isTopologyName(name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name) && !RESERVED.includes(name);
}

function isBetween(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
