/** The head of a stream of middle-out: what it was made with, see coder.ts. */
import { packNumbers } from '../../bytes/numbers.js';
import { readShape, readVarint } from '../../bytes/shape.js';
import { take, takeWithLength } from '../../bytes/stream.js';
import { decodeMark } from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { DIGEST_BYTES, digestOf, type LeadModel } from './model.js';
import type { LeadOrder } from './topology.js';
import type { NamedTopology } from './topology-file.js';

export const FILE_ORDER = 4;
const PAST = 8;
export const NET = 16;
export const GIVEN = 32;
const FLAGS = 64;

/** How a recording is coded. */
export interface Settings {
  readonly peers: number;
  readonly order: LeadOrder;
  /** Whether peers are seen as they were in the frame before. */
  readonly past: boolean;
  /** Where both sides have the topology from, if it is not in the stream. */
  readonly given: NamedTopology | undefined;
}

export function shortDigest({ digest }: NamedTopology): Uint8Array {
  return digest.subarray(0, DIGEST_BYTES);
}

export function packSettings({ peers, order, past, given }: Settings, net: boolean): Uint8Array {
  const source = given !== undefined ? GIVEN : order === 'file' ? FILE_ORDER : 0;
  return packNumbers([peers + source + (past ? PAST : 0) + (net ? NET : 0)]);
}

/** Checks of a stream what it was made with. @returns what it says of itself, and its code */
export function readStream(
  bytes: Uint8Array,
  profile: ConverterProfile | undefined,
  model: LeadModel | undefined,
  known: NamedTopology | undefined,
) {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const needsProfile = decodeMark(cursor, profile);
  const flags = readVarint(cursor);
  if (flags >= FLAGS) throw new Error(`settings ${flags} out of range 0..${FLAGS - 1}`);
  const peers = flags % FILE_ORDER;
  const isGiven = (flags & GIVEN) > 0;
  if (isGiven && (peers === 0 || (flags & FILE_ORDER) > 0)) {
    throw new Error(`settings ${flags}: a topology that is given has peers, and an order of its own`);
  }
  const order: LeadOrder = (flags & FILE_ORDER) > 0 ? 'file' : 'tree';
  const needsNet = (flags & NET) > 0;
  if (needsNet) checkModel(take(cursor, DIGEST_BYTES), model);
  const given = isGiven ? checkTopology(take(cursor, DIGEST_BYTES), known, shape.channels) : undefined;
  const sent = peers === 0 || isGiven ? undefined : takeWithLength(cursor);
  const code = takeWithLength(cursor);
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  const settings: Settings = { peers, order, past: (flags & PAST) > 0, given };
  return { shape, needsProfile, needsNet, settings, sent, code };
}

/** @throws Error if the stream was made with another */
function checkTopology(
  digest: Uint8Array,
  known: NamedTopology | undefined,
  channels: number,
): NamedTopology {
  const wanted = Buffer.from(digest).toString('hex');
  const has = known === undefined ? 'none' : Buffer.from(shortDigest(known)).toString('hex');
  if (known === undefined || has !== wanted) {
    const named = known === undefined ? has : `${known.name} (${has})`;
    throw new Error(`stream was made with the topology ${wanted}, the chain has ${named}`);
  }
  if (known.topology.length === channels) return known;
  throw new Error(`topology ${known.name} is of ${known.topology.length} leads, the stream of ${channels}`);
}

function checkModel(digest: Uint8Array, model: LeadModel | undefined): void {
  const wanted = Buffer.from(digest).toString('hex');
  const given = model === undefined ? '' : Buffer.from(digestOf(model)).toString('hex');
  if (given === wanted) return;
  const has = model === undefined ? 'none' : `${model.name} (${given})`;
  throw new Error(`stream was made with the model ${wanted}, the chain has ${has}`);
}
