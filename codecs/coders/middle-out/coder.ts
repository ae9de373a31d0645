/** placeholder */
import { packNumbers } from '../../bytes/numbers.js';
import { readShape, readVarint, type Shape, shapeOf } from '../../bytes/shape.js';
import { concatenate, take, takeWithLength, withLength } from '../../bytes/stream.js';
import { loadKernel } from '../../bytes/wasm.js';
import { defineCoder, type Samples } from '../../codec.js';
import {
  decodeMark,
  encodeMark,
  profileModelBytes,
  profileNamed,
  profileParameter,
} from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { checkCodeLength, roomFor, ZEROS_BEHIND_CODE } from '../shared/live/tables.js';
import { type Kernel, type Loaded, layOut, load, storeTopology } from './memory.js';
import { DIGEST_BYTES, digestOf, type LeadModel, MODEL_BYTES } from './model.js';
import { computeTopology, type LeadOrder, type Topology } from './topology.js';
import { decodeTopology, encodeTopology } from './topology-stream.js';

const MOST_PEERS = 3;
/** Of fewer frames a topology takes more than it saves. */
const LEAST_FRAMES = 32;
const FILE_ORDER = 4;
const PAST = 8;
const NET = 16;

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

/**
 * @param profiles the converters that a chain may name
 */
export function defineMiddleOut(profiles: readonly ConverterProfile[], models: readonly LeadModel[] = []) {
  const names = models.map(({ name }) => name);
  return defineCoder({
    name: 'middle-out',
    family: 'entropy',
    summary:
      'each sample predicted from its lead and from leads alike, along a tree, and corrected by a small net',
    parts: {
      predictor: 'LMS of its own past and of three leads of a spanning tree; a net of 689 weights',
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
        meaning: 'weights of the net, as ncb train --model middle-out learns them; none: no net',
        others: 'a model of your own is given with --profile FILE',
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
