/**
 * The neural predictor with lead topology, made to decode: each sample is predicted from its lead's own past and from
 * leads that are alike, coded just before it in the same frame, and a small net has the last word. Integers alone, in
 * the decoder and wherever it depends on the encoder.
 *
 *   shape | mark of the converter's profile (converter/mark.ts) | varint peers + 4 file order + 8 past + 16 net
 *     | with a net: the first 8 bytes of the SHA-256 of its numbers (model.ts)
 *     | with peers: varint n, n bytes of topology (topology-stream.ts) | varint n, n bytes of code
 *
 * The code is that of lms-range (lms-range/coder.ts) in one block: range coder, counts of a normal distribution, escapes,
 * samples as they are in the first frame and where the model has lost too much. Leads come in the order of the topology,
 * frame by frame. Voltages are in 1/16 codes, d(s), n(x, s), T, S, M, U and pace are those of lms-range.
 *
 *   mu      of eight differences of the lead's own points, by sign-sign LMS; as in lms-range
 *   mu2     mu  + d(T) sum of u[k] q[k], k = 0..7
 *   mu3     mu2 + d(T) sum of v[k] f[k], k = 0..19: four n(voltage - mu2, T) of the lead, four averages over all leads,
 *           four of each peer, the nearest first. Of a peer the last one is of this frame, or with `past` of the one
 *           before. Weights of these last ones start from 66 times the peer's correlation in 1/31, all others from 0
 *   mu4     mu3 + d(T) net, in 1/4096: what is expected. u and v learn as if the net were silent; S, M and U follow
 *           what mu4 is off. State is 176 bytes a lead
 *
 * The net, of int8 weights and int32 biases (model.ts). [x >> s] is rounded and cut to -127..127, [x >> s]+ to 0..127.
 *
 *   features   16 of a lead, from before the sample: q[k] / 4, and the eight differences of its points in eighths of the
 *              power of two below d(T); cut to -127..127
 *   h          [W features + b >> s]+, 16 of them; z = [W h + b >> s], 8: what a lead is to others, computed once
 *   message    for peers p of weights m = 0..127 (size of the correlation), y = sum of m z of p / 128:
 *              (A z + b) sum of m / 128 + B y + c (sum of m^2 / 128)
 *   net        W [W (z - [message >> s], the last n(voltage - mu2, T) / 4 of each peer) + b >> s]+ + b >> s, by 4 units
 *
 * A mean over peers of A z + B z_p + c m_p + b, weighted by m_p, is that message but for a factor, which A, B, c and b
 * hold: two products with 8 x 8 whatever the number of peers. With `net=auto` a recording is coded with the net and
 * without, and the smaller stream is sent.
 */
import { packNumbers } from '../../bytes/numbers.js';
import { readShape, readVarint, type Shape, shapeOf } from '../../bytes/shape.js';
import { concatenate, take, takeWithLength, withLength } from '../../bytes/stream.js';
import { loadKernel } from '../../bytes/wasm.js';
import { defineCoder, type Live, type Samples } from '../../codec.js';
import {
  decodeMark,
  encodeMark,
  profileModelBytes,
  profileNamed,
  profileParameter,
} from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import {
  COUNT_TABLES_BYTES,
  checkCodeLength,
  roomFor,
  WAIT_BITS,
  ZEROS_BEHIND_CODE,
} from '../shared/live/tables.js';
import {
  HISTORY_BYTES,
  type Kernel,
  LEAD_BYTES,
  type Loaded,
  layOut,
  load,
  STATE_BYTES,
  storeTopology,
} from './memory.js';
import { DIGEST_BYTES, digestOf, type LeadModel, MODEL_BYTES } from './model.js';
import { shippedModels } from './shipped.js';
import { computeTopology, type LeadOrder, type Topology } from './topology.js';
import { decodeTopology, encodeTopology } from './topology-stream.js';

const MOST_PEERS = 3;
/** Of fewer frames a topology takes more than it saves. */
const LEAST_FRAMES = 32;
export const FILE_ORDER = 4;
const PAST = 8;
export const NET = 16;

/** How a recording is coded. */
interface Settings {
  readonly peers: number;
  readonly order: LeadOrder;
  /** Whether peers are seen as they were in the frame before. */
  readonly past: boolean;
}

/** Leads as they lie in the recording, each on its own. */
export function unrelated(channels: number): Topology {
  return Array.from({ length: channels }, (_, lead) => ({ lead, peers: [] }));
}

/** When the net is used. */
type Use = 'auto' | 'on';

interface Opened {
  readonly loaded: Loaded;
  readonly model: LeadModel | undefined;
  readonly use: Use;
  readonly settings: Settings;
}

function encode({ loaded, model, use, settings }: Opened, samples: Samples): Uint8Array {
  const shape = shapeOf(samples);
  const { channels, frames } = shape;
  const hasPeers = settings.peers > 0 && channels > 1 && frames >= LEAST_FRAMES;
  const given = { ...settings, peers: hasPeers ? settings.peers : 0 };
  const topology = hasPeers
    ? computeTopology(loaded.kernel, samples, given.peers, given.order, loaded.free)
    : unrelated(channels);
  const { past, order } = given;
  const known = hasPeers ? [withLength(encodeTopology(topology, given.peers, order))] : [];
  const room = layOut(loaded, shape, past, roomFor(samples.data.length));
  storeTopology(loaded, topology, room, past);
  new Int16Array(loaded.kernel.memory.buffer, room.samplesAt, samples.data.length).set(samples.data);
  const code = (net: LeadModel | undefined) => {
    loaded.kernel.setModel(net === undefined ? 0 : loaded.modelAt);
    const { leadsAt, statesAt, samplesAt, bytesAt } = room;
    const limit = bytesAt + roomFor(samples.data.length);
    const end = loaded.kernel.encode(
      samplesAt,
      channels,
      frames,
      leadsAt,
      statesAt,
      Number(past),
      bytesAt,
      limit,
    );
    if (end === 0) throw new Error(`code of ${samples.data.length} samples exceeds ${limit - bytesAt} bytes`);
    return concatenate([
      packNumbers([channels, frames]),
      encodeMark(loaded.profile),
      packSettings(given, net !== undefined),
      ...(net === undefined ? [] : [digestOf(net)]),
      ...known,
      withLength(new Uint8Array(loaded.kernel.memory.buffer, bytesAt, end - bytesAt)),
    ]);
  };
  if (model === undefined) return code(undefined);
  const withNet = code(model);
  if (use === 'on') return withNet;
  const without = code(undefined);
  return without.length <= withNet.length ? without : withNet;
}

function packSettings({ peers, order, past }: Settings, net: boolean): Uint8Array {
  return packNumbers([peers + (order === 'file' ? FILE_ORDER : 0) + (past ? PAST : 0) + (net ? NET : 0)]);
}

/** Checks of a stream what it was made with. @returns what it says of itself, and its code */
function readStream(bytes: Uint8Array, profile: ConverterProfile | undefined, model: LeadModel | undefined) {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const needsProfile = decodeMark(cursor, profile);
  const flags = readVarint(cursor);
  if (flags >= 2 * NET) throw new Error(`settings ${flags} out of range 0..${2 * NET - 1}`);
  const settings: Settings = {
    peers: flags % FILE_ORDER,
    order: (flags & FILE_ORDER) > 0 ? 'file' : 'tree',
    past: (flags & PAST) > 0,
  };
  const needsNet = (flags & NET) > 0;
  if (needsNet) checkModel(take(cursor, DIGEST_BYTES), model);
  const topology = settings.peers === 0 ? undefined : takeWithLength(cursor);
  const code = takeWithLength(cursor);
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  return { shape, needsProfile, needsNet, settings, topology, code };
}

function checkModel(digest: Uint8Array, model: LeadModel | undefined): void {
  const wanted = Buffer.from(digest).toString('hex');
  const given = model === undefined ? '' : Buffer.from(digestOf(model)).toString('hex');
  if (given === wanted) return;
  const has = model === undefined ? 'none' : `${model.name} (${given})`;
  throw new Error(`stream was made with the model ${wanted}, the chain has ${has}`);
}

function decode(
  loaded: Loaded,
  needsNet: boolean,
  shape: Shape,
  past: boolean,
  topology: Topology,
  code: Uint8Array,
): Samples {
  const { channels, frames } = shape;
  const length = channels * frames;
  const { kernel } = loaded;
  const bytes = code.length + ZEROS_BEHIND_CODE;
  const room = layOut(loaded, shape, past, bytes);
  storeTopology(loaded, topology, room, past);
  kernel.setModel(needsNet ? loaded.modelAt : 0);
  const given = new Uint8Array(kernel.memory.buffer, room.bytesAt, bytes);
  given.set(code);
  given.fill(0, code.length);
  const { leadsAt, statesAt, samplesAt, bytesAt } = room;
  const end = bytesAt + code.length;
  if (!kernel.decode(bytesAt, end, leadsAt, statesAt, Number(past), samplesAt, channels, frames)) {
    throw new Error(`code of ${code.length} bytes does not hold ${length} samples`);
  }
  return { data: new Int16Array(kernel.memory.buffer, samplesAt, length).slice(), channels };
}

interface LiveValues extends Pick<Settings, 'peers'> {
  readonly model: string;
  readonly net: Use;
  readonly lag: 'now' | 'past';
}

/** What leads have in common, and whether the net is used, is found out of the recording and sent ahead. */
function liveAt({ peers, model, net, lag }: LiveValues, profileBytes: number): Live {
  const hasNet = model !== 'none';
  return {
    waitBits: WAIT_BITS,
    stateBytes: STATE_BYTES + (lag === 'past' ? 2 : 1) * HISTORY_BYTES + (peers > 0 ? LEAD_BYTES : 0),
    tableBytes: COUNT_TABLES_BYTES + profileBytes + (hasNet ? MODEL_BYTES : 0),
    measuredBefore: [
      ...(peers > 0 ? ['the topology of leads'] : []),
      ...(hasNet && net === 'auto' ? ['whether the net is used'] : []),
    ],
  };
}

/**
 * @param profiles the converters that a chain may name
 */
export function defineMiddleOut(
  profiles: readonly ConverterProfile[],
  models: readonly LeadModel[] = shippedModels,
) {
  const names = models.map(({ name }) => name);
  return defineCoder({
    name: 'middle-out',
    family: 'entropy',
    summary:
      'each sample predicted from its lead and from leads alike, along a tree, and corrected by a small net',
    parts: {
      predictor: 'LMS of its own past and of three leads alike, along a spanning tree; a small net',
      distribution: 'normal, deviation following the residual',
      entropyCoder: 'range coder',
    },
    parameters: {
      profile: profileParameter(profiles),
      model: {
        type: 'choice',
        choices: ['none', ...names],
        default: names[0] ?? 'none',
        sweep: [names[0] ?? 'none'],
        meaning: 'weights of the net, as npm run leads learns them; none: no net',
      },
      net: {
        type: 'choice',
        choices: ['auto', 'on'],
        default: 'auto',
        sweep: ['auto'],
        meaning: 'auto: where it gains something, found out by coding twice',
      },
      peers: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_PEERS,
        default: MOST_PEERS,
        sweep: [MOST_PEERS],
        meaning: 'leads that a lead is predicted from',
      },
      order: {
        type: 'choice',
        choices: ['tree', 'file'],
        default: 'tree',
        sweep: ['tree'],
        meaning: 'in which leads are coded',
      },
      lag: {
        type: 'choice',
        choices: ['now', 'past'],
        default: 'now',
        sweep: ['now'],
        meaning: 'what is seen of peers: this frame too, or those before it alone',
      },
    },
    modelBytes: values => profileModelBytes(profiles)(values) + (values.model === 'none' ? 0 : MODEL_BYTES),
    live: values => liveAt(values, profileModelBytes(profiles)(values)),
    open: async values => {
      const profile = profileNamed(profiles, values.profile);
      const model = models.find(({ name }) => name === values.model);
      const kernel = await loadKernel<Kernel>('middle-out');
      let loaded = load(kernel, profile, model);
      const loadedWith = (wanted: ConverterProfile | undefined) => {
        if (loaded.profile !== wanted) loaded = load(kernel, wanted, model);
        return loaded;
      };
      const settings = { peers: values.peers, order: values.order, past: values.lag === 'past' };
      return {
        encode: samples => encode({ loaded: loadedWith(profile), model, use: values.net, settings }, samples),
        decode: bytes => {
          const { shape, needsProfile, needsNet, settings, topology, code } = readStream(
            bytes,
            profile,
            model,
          );
          const { channels, frames } = shape;
          checkCodeLength(code.length, channels, frames);
          const leads =
            topology === undefined
              ? unrelated(channels)
              : decodeTopology(topology, channels, settings.peers, settings.order);
          return decode(
            loadedWith(needsProfile ? profile : undefined),
            needsNet,
            shape,
            settings.past,
            leads,
            code,
          );
        },
      };
    },
  });
}
