/**
 * The neural predictor with lead topology, made to decode: each sample is predicted from its lead's own past and from
 * leads that are alike, coded just before it in the same frame, and a small net has the last word. Integers alone, in
 * the decoder and wherever it depends on the encoder.
 *
 *   shape | mark of the converter's profile (converter/mark.ts) | varint peers + 4 file order + 8 past + 16 net + 32 given
 *     | with a net: the first 8 bytes of the SHA-256 of its numbers (model.ts)
 *     | with peers: varint n, n bytes of topology (topology-stream.ts); if it was given, the first 8 bytes of its SHA-256
 *       (topology-file.ts) in their place | varint n, n bytes of code
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
import { type Shape, shapeOf } from '../../bytes/shape.js';
import { concatenate, withLength } from '../../bytes/stream.js';
import { loadKernel } from '../../bytes/wasm.js';

import { defineCoder, type Live, type Samples } from '../../codec.js';
import { encodeMark, profileModelBytes, profileNamed, profileParameter } from '../../converter/mark.js';
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
import { digestOf, type LeadModel, MODEL_BYTES } from './model.js';

import { shippedModels } from './shipped.js';
import { packSettings, readStream, type Settings, shortDigest } from './stream.js';
import { computeTopology, type Topology } from './topology.js';
import { type NamedTopology, OWN_TOPOLOGY } from './topology-file.js';
import { decodeTopology, encodeTopology } from './topology-stream.js';

const MOST_PEERS = 3;
/** Of fewer frames a topology takes more than it saves. */
const LEAST_FRAMES = 32;

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
  const { past, order } = settings;
  const given = hasPeers && settings.given?.topology.length === channels ? settings.given : undefined;
  const used = { ...settings, given, peers: hasPeers ? settings.peers : 0 };
  const topology = hasPeers ? topologyFor(loaded, samples, used) : unrelated(channels);
  const known = hasPeers
    ? [given === undefined ? withLength(encodeTopology(topology, used.peers, order)) : shortDigest(given)]
    : [];
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
      packSettings(used, net !== undefined),
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

function topologyFor(
  { kernel, free }: Loaded,
  samples: Samples,
  { peers, order, given }: Settings,
): Topology {
  return given === undefined
    ? computeTopology(kernel, samples, peers, order, free)
    : firstPeers(given, peers);
}

function firstPeers({ topology }: NamedTopology, most: number): Topology {
  return topology.map(({ lead, peers }) => ({ lead, peers: peers.slice(0, most) }));
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

function topologyOf({ shape, settings, sent }: ReturnType<typeof readStream>): Topology {
  const { peers, order, given } = settings;
  if (given !== undefined) return firstPeers(given, peers);
  return sent === undefined ? unrelated(shape.channels) : decodeTopology(sent, shape.channels, peers, order);
}

function topologyNamed(topologies: readonly NamedTopology[], name: unknown): NamedTopology | undefined {
  return topologies.find(topology => topology.name === name);
}

interface LiveValues extends Pick<Settings, 'peers'> {
  readonly topology: string;
  readonly model: string;
  readonly net: Use;
  readonly lag: 'now' | 'past';
}

/** What leads have in common, and whether the net is used, is found out of the recording and sent ahead. */
function liveAt(
  { peers, topology, model, net, lag }: LiveValues,
  profileBytes: number,
  topologyBytes: number,
): Live {
  const hasNet = model !== 'none';
  return {
    waitBits: WAIT_BITS,
    stateBytes: STATE_BYTES + (lag === 'past' ? 2 : 1) * HISTORY_BYTES + (peers > 0 ? LEAD_BYTES : 0),
    tableBytes:
      COUNT_TABLES_BYTES + profileBytes + (hasNet ? MODEL_BYTES : 0) + (peers > 0 ? topologyBytes : 0),
    measuredBefore: [
      ...(peers > 0 && topology === OWN_TOPOLOGY ? ['the topology of leads'] : []),
      ...(hasNet && net === 'auto' ? ['whether the net is used'] : []),
    ],
  };
}

/**
 * @param profiles the converters that a chain may name
 * @param topologies those that it may name
 */
export function defineMiddleOut(
  profiles: readonly ConverterProfile[],
  models: readonly LeadModel[] = shippedModels,
  topologies: readonly NamedTopology[] = [],
) {
  const names = models.map(({ name }) => name);
  const topologyBytes = (name: unknown) => topologyNamed(topologies, name)?.modelBytes ?? 0;
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
      topology: {
        type: 'choice',
        choices: [OWN_TOPOLOGY, ...topologies.map(({ name }) => name)],
        default: OWN_TOPOLOGY,
        sweep: [OWN_TOPOLOGY],
        meaning:
          'own: of each recording, and sent; else as in a file of ncb topology, for recordings of as many channels',
        others: 'a file of ncb topology is given with --profile FILE',
      },
      lag: {
        type: 'choice',
        choices: ['now', 'past'],
        default: 'now',
        sweep: ['now'],
        meaning: 'what is seen of peers: this frame too, or those before it alone',
      },
    },
    modelBytes: values =>
      profileModelBytes(profiles)(values) +
      (values.model === 'none' ? 0 : MODEL_BYTES) +
      topologyBytes(values.topology),
    live: values => liveAt(values, profileModelBytes(profiles)(values), topologyBytes(values.topology)),
    open: async values => {
      const profile = profileNamed(profiles, values.profile);
      const model = models.find(({ name }) => name === values.model);
      const kernel = await loadKernel<Kernel>('middle-out');
      let loaded = load(kernel, profile, model);
      const loadedWith = (wanted: ConverterProfile | undefined) => {
        if (loaded.profile !== wanted) loaded = load(kernel, wanted, model);
        return loaded;
      };
      const given = topologyNamed(topologies, values.topology);
      const settings: Settings = {
        peers: Math.min(values.peers, given?.peers ?? values.peers),
        order: values.order,
        past: values.lag === 'past',
        given,
      };
      return {
        encode: samples => encode({ loaded: loadedWith(profile), model, use: values.net, settings }, samples),
        decode: bytes => {
          const stream = readStream(bytes, profile, model, given);
          const { shape, needsProfile, needsNet, settings, code } = stream;
          checkCodeLength(code.length, shape.channels, shape.frames);
          return decode(
            loadedWith(needsProfile ? profile : undefined),
            needsNet,
            shape,
            settings.past,
            topologyOf(stream),
            code,
          );
        },
      };
    },
  });
}
