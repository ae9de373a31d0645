/** Contents to a container. The format is drawn in format.ts. */
import { crc32, deflateRawSync } from 'node:zlib';
import { packNumbers } from '../../codecs/bytes/numbers.js';
import { concatenate } from '../../codecs/bytes/stream.js';
import { CANONICAL_BYTES, canonicalHead, statedRateHz } from './canonical.js';
import {
  CANONICAL,
  CHECKSUM_BYTES,
  type CodedSamples,
  type Contents,
  DEFLATED,
  ENVELOPED,
  LARGEST_FILE,
  LONGEST_CHAIN,
  MAGIC,
  VERSION,
  WHOLE,
} from './format.js';

/** A container's bytes; the same contents give the same. */
export function writeContainer(contents: Contents): Uint8Array {
  const { coded, checksum } = contents;
  const sections = isCanonical(contents) ? canonicalSections(contents) : envelopedSections(contents);
  const bytes = concatenate([
    MAGIC,
    Uint8Array.of(VERSION, sections.form),
    ...(coded === undefined ? [] : [chainSection(coded)]),
    packNumbers(sections.numbers),
    uint32(checksum),
    ...sections.parts,
    new Uint8Array(CHECKSUM_BYTES),
  ]);
  bytes.set(uint32(crc32(bytes.subarray(0, -CHECKSUM_BYTES))), bytes.length - CHECKSUM_BYTES);
  return bytes;
}

interface CanonicalContents extends Contents {
  readonly coded: CodedSamples;
}

interface Sections {
  readonly form: number;
  readonly numbers: readonly number[];
  readonly parts: readonly Uint8Array[];
}

function isCanonical(contents: Contents): contents is CanonicalContents {
  const { head, tail, coded } = contents;
  if (coded === undefined || tail.length > 0 || head.length !== CANONICAL_BYTES) return false;
  const rateHz = statedRateHz(head);
  const usual = canonicalHead(coded.channels, coded.frames, rateHz);
  return rateHz <= LARGEST_FILE && head.every((byte, at) => byte === usual[at]);
}

function canonicalSections({ head, coded }: CanonicalContents): Sections {
  return {
    form: CANONICAL,
    numbers: [coded.channels, coded.frames, statedRateHz(head), coded.payload.length],
    parts: [coded.payload],
  };
}

function envelopedSections({ head, tail, coded }: Contents): Sections {
  const plain = concatenate([head, tail]);
  const deflated = deflateRawSync(plain, { level: 9 });
  const smaller = deflated.length < plain.length;
  const envelope = smaller ? deflated : plain;
  const flag = smaller ? DEFLATED : 0;
  if (coded === undefined) {
    return { form: WHOLE + flag, numbers: [plain.length, envelope.length], parts: [envelope] };
  }
  const { channels, frames, payload } = coded;
  return {
    form: ENVELOPED + flag,
    numbers: [channels, frames, head.length, tail.length, envelope.length, payload.length],
    parts: [envelope, payload],
  };
}

function chainSection({ chain }: CodedSamples): Uint8Array {
  const id = new TextEncoder().encode(chain);
  if (id.length > LONGEST_CHAIN) throw new Error(`a chain of ${id.length} bytes, over ${LONGEST_CHAIN}`);
  return concatenate([packNumbers([id.length]), id]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(CHECKSUM_BYTES);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
