/** A container to contents. The format is drawn in format.ts; whatever is wrong is said before a codec is opened. */
import { crc32, inflateRawSync } from 'node:zlib';
import { type Cursor, readShape, readVarint, type Shape } from '../../codecs/bytes/shape.js';
import { take, takeWithLength } from '../../codecs/bytes/stream.js';
import { readUint32 } from '../../codecs/compressors/binding.js';
import { canonicalHead } from './canonical.js';
import {
  CANONICAL,
  CHECKSUM_BYTES,
  type Contents,
  DEFLATED,
  ENVELOPED,
  LARGEST_FILE,
  LEAD_BYTES,
  LONGEST_CHAIN,
  MAGIC,
  VERSION,
  WHOLE,
} from './format.js';

const FORMS = [WHOLE, CANONICAL, ENVELOPED, WHOLE + DEFLATED, ENVELOPED + DEFLATED];
/** Deflate's best: 258 bytes out of two bits. */
const DEFLATE_EXPANSION = 1032;

/** Everything up to the sections. */
interface Header {
  readonly form: number;
  readonly chain: string;
  readonly shape: Shape;
  readonly rateHz: number;
  readonly headBytes: number;
  readonly tailBytes: number;
  readonly envelopeBytes: number;
  readonly payloadBytes: number;
  readonly checksum: number;
}

/**
 * Takes a container apart. What is returned may be views of it.
 * @throws Error if the bytes are no container, torn, damaged, or of a later version
 */
export function readContainer(bytes: Uint8Array): Contents {
  checkLead(bytes);
  const cursor = { bytes, at: LEAD_BYTES };
  const header = readHeader(cursor, bytes[LEAD_BYTES - 1]);
  checkSize(bytes.length, cursor.at + header.envelopeBytes + header.payloadBytes + CHECKSUM_BYTES);
  const end = bytes.length - CHECKSUM_BYTES;
  if (crc32(bytes.subarray(0, end)) !== readUint32(bytes, end))
    throw new Error('damaged: its checksum is wrong');
  return readSections(cursor, header);
}

function checkLead(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Error('empty file');
  if (MAGIC.some((byte, at) => at < bytes.length && bytes[at] !== byte)) {
    const start = JSON.stringify(String.fromCharCode(...bytes.subarray(0, 4)));
    throw new Error(`no file of ncb encode: begins with ${start}`);
  }
  if (bytes.length < LEAD_BYTES) throw new Error(`torn: ${bytes.length} bytes are there`);
  const [, , , version, form] = bytes;
  if (version > VERSION) {
    throw new Error(`of format version ${version}, and this ncb knows ${VERSION}: a newer ncb is needed`);
  }
  if (version !== VERSION) throw new Error(`of format version ${version}, which never was`);
  if (!FORMS.includes(form)) throw new Error(`form ${form} unknown`);
}

function readHeader(cursor: Cursor, form: number): Header {
  try {
    const { checksum, ...fields } = { ...readFields(cursor, form), checksum: take(cursor, CHECKSUM_BYTES) };
    return { ...fields, checksum: readUint32(checksum, 0) };
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : cause;
    throw new Error(`torn or damaged in its header: ${said}`, { cause });
  }
}

function readFields(cursor: Cursor, form: number): Omit<Header, 'checksum'> {
  const next = () => readVarint(cursor);
  const none = { headBytes: 0, tailBytes: 0, envelopeBytes: 0, payloadBytes: 0, rateHz: 0 };
  if ((form & ~DEFLATED) === WHOLE) {
    const noSamples = { chain: '', shape: { channels: 1, frames: 0 } };
    return { ...none, ...noSamples, form, headBytes: next(), envelopeBytes: next() };
  }
  const chain = readChain(takeWithLength(cursor));
  const shape = readShape(cursor);
  if (form === CANONICAL) return { ...none, form, chain, shape, rateHz: next(), payloadBytes: next() };
  const [headBytes, tailBytes, envelopeBytes, payloadBytes] = [next(), next(), next(), next()];
  return { form, chain, shape, rateHz: 0, headBytes, tailBytes, envelopeBytes, payloadBytes };
}

/** The id is said in messages, so it has to be text of one line. */
function readChain(bytes: Uint8Array): string {
  if (bytes.length > LONGEST_CHAIN)
    throw new Error(`a chain of ${bytes.length} bytes, over ${LONGEST_CHAIN}`);
  const chain = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (!/^\P{C}+$/u.test(chain)) throw new Error('the chain is no text');
  return chain;
}

function checkSize(given: number, wanted: number): void {
  if (given < wanted) throw new Error(`torn: ${given} of ${wanted} bytes are there`);
  if (given > wanted) throw new Error(`${given - wanted} bytes behind its end`);
}

function readSections(cursor: Cursor, header: Header): Contents {
  const { form, chain, shape, checksum } = header;
  const envelope = readEnvelope(take(cursor, header.envelopeBytes), header);
  const payload = take(cursor, header.payloadBytes);
  const { channels, frames } = shape;
  const head =
    form === CANONICAL
      ? canonicalHead(channels, frames, header.rateHz)
      : envelope.subarray(0, header.headBytes);
  const coded = chain === '' ? undefined : { chain, channels, frames, payload };
  return { checksum, head, tail: envelope.subarray(header.headBytes), coded };
}

function readEnvelope(stored: Uint8Array, { form, headBytes, tailBytes }: Header): Uint8Array {
  const length = headBytes + tailBytes;
  const deflated = (form & DEFLATED) !== 0;
  const most = deflated ? Math.min(stored.length * DEFLATE_EXPANSION, LARGEST_FILE) : stored.length;
  if (length > most) throw new Error(`envelope of ${stored.length} bytes cannot hold ${length}`);
  const envelope = deflated ? inflate(stored, length) : stored;
  if (envelope.length !== length) throw new Error(`envelope of ${envelope.length} bytes, not ${length}`);
  return envelope;
}

function inflate(stored: Uint8Array, length: number): Uint8Array {
  try {
    return inflateRawSync(stored, { maxOutputLength: Math.max(1, length) });
  } catch (cause) {
    throw new Error(`envelope of ${stored.length} bytes does not inflate to ${length}`, { cause });
  }
}
