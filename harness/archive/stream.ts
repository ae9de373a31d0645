/** Samples that arrive one after the other, of which nobody knows how many there will be, to the bytes of an archive. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { toPlanar } from '../../codecs/bytes/planar.js';
import { bytesOf } from '../../codecs/bytes/stream.js';
import { openChain } from '../../codecs/chain.js';
import { type Chain, printChain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { DEFAULT_CHAIN } from '../container/default-chain.js';
import type { CopyLoss } from '../grid/typed.js';
import { FLICKER_SEED, makeCertifier } from './certifier.js';
import { decodeCopy, encodeCopy, promisedOn } from './copy.js';
import {
  ARCHIVE_VERSION,
  type Index,
  type Kind,
  LOSSY_VERSION,
  MAGIC,
  type Plan,
  writeHead,
} from './format.js';
import { jsonPayload, trailerOf } from './part.js';
import { makeStretchJudge } from './stretch-judge.js';
import { mostChunks } from './stretches.js';

export interface StreamShape {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly chain: Chain;
  /** Frames that are coded alone. */
  readonly chunkFrames: number;
  readonly writer: string;
  /** Of the file that the archive holds. */
  readonly name: string;
  /** What the chain may lose, of a lossy copy; undefined of an archive that gives every byte back. */
  readonly loss?: CopyLoss | undefined;
}

/** Makes the bytes of an archive, piece by piece. */
export interface ArchiveEncoder {
  /**
   * @param bytes int16 little-endian, interleaved frame after frame, cut anywhere
   * @returns bytes of the archive that are ready
   */
  readonly add: (bytes: Uint8Array) => Promise<Uint8Array[]>;
  /** @throws Error if the last frame is not whole, or there is none */
  readonly end: () => Promise<Uint8Array[]>;
}

export function makeArchiveEncoder(shape: StreamShape): ArchiveEncoder {
  const { channels, chain, chunkFrames } = shape;
  const chunkBytes = 2 * channels * chunkFrames;
  const hash = createHash('sha256');
  const places: number[] = [];
  let held = new Uint8Array(chunkBytes);
  let [heldBytes, allBytes, at] = [0, 0, 0];
  let isBegun = false;
  const copy = shape.loss === undefined ? undefined : makeCopy(shape, shape.loss);
  const emit = (bytes: Uint8Array) => {
    at += bytes.length;
    return bytes;
  };
  const record = (kind: Kind, number: number, payload: Uint8Array) => {
    const head = writeHead({ kind, group: 0, number, bytes: payload.length, checksum: crc32(payload) });
    return [emit(head), emit(payload)];
  };
  const begin = () => {
    if (isBegun) return [];
    isBegun = true;
    return [emit(Uint8Array.of(...MAGIC, versionOf(shape))), ...record('PLAN', 0, jsonPayload({}))];
  };
  const chunk = async () => {
    const frames = heldBytes / (2 * channels);
    const samples = toPlanar(new Int16Array(held.buffer, 0, frames * channels), channels);
    const payload = await (copy?.payload(samples) ?? exactPayload(samples, chain));
    places.push(at);
    // the codec may have kept what it was given
    held = new Uint8Array(chunkBytes);
    heldBytes = 0;
    return record('CHUNK', places.length - 1, payload);
  };
  return {
    add: async bytes => {
      const ready: Uint8Array[] = begin();
      hash.update(bytes);
      allBytes += bytes.length;
      for (let done = 0; done < bytes.length; ) {
        const taken = Math.min(chunkBytes - heldBytes, bytes.length - done);
        held.set(bytes.subarray(done, done + taken), heldBytes);
        heldBytes += taken;
        done += taken;
        if (heldBytes === chunkBytes) ready.push(...(await chunk()));
      }
      return ready;
    },
    end: async () => {
      const frames = allBytes / (2 * channels);
      if (!Number.isInteger(frames))
        throw new Error(`${allBytes} bytes are no whole number of frames of ${channels} channels`);
      if (frames === 0) throw new Error('no samples came');
      const ready: Uint8Array[] = heldBytes > 0 ? await chunk() : [];
      const sums = { chunks: [places], rest: [[]], sha256: [hash.digest('hex')] };
      const index: Index = copy === undefined ? sums : { ...sums, certificate: copy.certificate() };
      const indexAt = at;
      ready.push(...record('INDEX', 0, jsonPayload({ plan: planOf(shape, frames), ...index })));
      ready.push(trailerOf(indexAt));
      return ready;
    },
  };
}

function versionOf({ loss }: StreamShape): Plan['version'] {
  return loss === undefined ? ARCHIVE_VERSION : LOSSY_VERSION;
}

async function exactPayload(samples: Samples, chain: Chain): Promise<Uint8Array> {
  const checksum = crc32(bytesOf(samples.data));
  return payloadOf(checksum, await (await openChain(chain)).encode(samples));
}

function payloadOf(checksum: number, stream: Uint8Array): Uint8Array {
  const payload = new Uint8Array(4 + stream.length);
  new DataView(payload.buffer).setUint32(0, checksum, true);
  payload.set(stream, 4);
  return payload;
}

/** Chunks of a lossy copy, decoded and judged as they come. */
function makeCopy(shape: StreamShape, loss: CopyLoss) {
  const { channels, chain, chunkFrames } = shape;
  const chunks = mostChunks(shape);
  const certifier = makeCertifier(FLICKER_SEED);
  let [stretches, held] = [0, 0];
  let judge = makeStretchJudge(shape, chunks * chunkFrames);
  const endStretch = () => {
    certifier.add(0, judge.end(FLICKER_SEED + stretches++));
    held = 0;
  };
  return {
    payload: async (samples: Samples): Promise<Uint8Array> => {
      if (held === chunks) {
        endStretch();
        judge = makeStretchJudge(shape, chunks * chunkFrames);
      }
      const promised = await promisedOn(chain, loss, samples, { channels });
      const given = { data: samples.data.slice(), channels };
      const [encoder, decoder] = [await openChain(chain), await openChain(chain)];
      const streams = await encodeCopy(given, { channels }, encoder, encoder);
      const frames = samples.data.length / channels;
      const decoded = await decodeCopy(streams, { channels }, frames, decoder, decoder);
      const breach = judge.add(decoded, samples, promised);
      if (breach !== undefined) throw new Error(`${printChain(chain)}: ${breach}`);
      held++;
      return payloadOf(crc32(bytesOf(decoded.data)), streams);
    },
    certificate: () => {
      if (held > 0) endStretch();
      return certifier.certificate();
    },
  };
}

function planOf(shape: StreamShape, frames: number): Plan {
  const { channels, sampleRateHz, chain, chunkFrames, writer, name, loss } = shape;
  const frameBytes = 2 * channels;
  const bytes = frames * frameBytes;
  return {
    ...{ version: versionOf(shape), writer, chain: printChain(chain), files: [{ name, bytes }] },
    streams: [
      {
        ...{ name, channels, frames, sampleRateHz, chunkFrames: Math.min(frames, chunkFrames) },
        ...(loss !== undefined && { stretchChunks: mostChunks(shape) }),
        runs: [
          {
            ...{ file: 0, channels, offset: 0, blockFrames: frames, blockBytes: bytes, frameBytes },
            ...{ channelBytes: 2, zero: 0 },
          },
        ],
      },
    ],
    ...(loss !== undefined && { lossy: { kind: loss, exactChain: DEFAULT_CHAIN } }),
  };
}
