/**
 * A zip archive of one file (PKWARE APPNOTE.TXT) in JavaScript, by fflate: what `zip` makes, without a time.
 *
 *   local header | deflate, or the content as it is at level 0
 *   central header: method, CRC-32, lengths of the data and of the content
 *   end record, 22 bytes: one entry, length and position of the central header
 *
 * fflate reads neither the checksum nor what lies between the parts: they are checked here.
 */
import { crc32 } from 'node:zlib';
import { defineCompressor } from '../../codec.js';
import { checkDeclaredLength, LARGEST_OUTPUT, readUint32 } from '../binding.js';
import { DEFLATE_EXPANSION, deflateLevel, FFLATE_LEVELS } from '../deflate-level.js';
import { type Inflate, inflateInto } from './inflate.js';

const FILE_NAME = 'recording';
/** 1980-01-01 at midnight, the first time that the format knows; its fields are those of the local clock. */
const NO_TIME = new Date(1980, 0, 1);

const LOCAL = { signature: 0x04034b50, bytes: 30 } as const;
const CENTRAL = { signature: 0x02014b50, bytes: 46 } as const;
const END = { signature: 0x06054b50, bytes: 22 } as const;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly checksum: number;
  readonly contentLength: number;
  readonly data: Uint8Array;
}

const readUint16 = (bytes: Uint8Array, at: number) => bytes[at] | (bytes[at + 1] << 8);

/** @returns the position of the central header of the one entry */
function findCentral(bytes: Uint8Array): number {
  const end = bytes.length - END.bytes;
  if (end < LOCAL.bytes + CENTRAL.bytes) throw new Error(`stream of ${bytes.length} bytes is cut short`);
  if (readUint32(bytes, end) !== END.signature) throw new Error('no end record at the end');
  const entries = readUint16(bytes, end + 10);
  if (entries !== 1) throw new Error(`${entries} entries where one is wanted`);
  const central = readUint32(bytes, end + 16);
  if (central + readUint32(bytes, end + 12) !== end || end - central < CENTRAL.bytes) {
    throw new Error('the central header does not end where the end record begins');
  }
  return central;
}

function readEntry(bytes: Uint8Array): Entry {
  const central = findCentral(bytes);
  if (readUint32(bytes, 0) !== LOCAL.signature || readUint32(bytes, central) !== CENTRAL.signature) {
    throw new Error('not a zip archive');
  }
  const start = LOCAL.bytes + readUint16(bytes, 26) + readUint16(bytes, 28);
  const length = readUint32(bytes, central + 20);
  if (start + length !== central) throw new Error(`${length} bytes of data from ${start} to ${central}`);
  return {
    method: readUint16(bytes, central + 10),
    checksum: readUint32(bytes, central + 16),
    contentLength: readUint32(bytes, central + 24),
    data: bytes.subarray(start, central),
  };
}

function contentOf(inflate: Inflate, { method, contentLength, data }: Entry, most: number): Uint8Array {
  if (method === STORED && contentLength === data.length) return new Uint8Array(data);
  if (method !== DEFLATED) throw new Error(`method ${method} with ${data.length} bytes for ${contentLength}`);
  checkDeclaredLength(contentLength, Math.min(most, data.length * DEFLATE_EXPANSION));
  return inflateInto(inflate, data, contentLength);
}

function decode(inflate: Inflate, bytes: Uint8Array, most: number): Uint8Array {
  const entry = readEntry(bytes);
  const content = contentOf(inflate, entry, most);
  if (crc32(content) !== entry.checksum) throw new Error('checksum of the content is wrong');
  return content;
}

export const zip = defineCompressor({
  name: 'zip',
  family: 'dictionary',
  summary: 'a zip archive of one file, in JavaScript (fflate)',
  packages: ['fflate'],
  parameters: { level: { ...deflateLevel, sweep: [0, 1, 6, 9] } },
  open: async ({ level }) => {
    const { inflateSync, zipSync } = await import('fflate');
    return {
      encode: bytes => zipSync({ [FILE_NAME]: bytes }, { level: FFLATE_LEVELS[level], mtime: NO_TIME }),
      decode: (bytes, most = LARGEST_OUTPUT) => decode(inflateSync, bytes, most),
    };
  },
});
