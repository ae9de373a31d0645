/**
 * WAV files of int16 PCM.
 *
 *   'RIFF' u32 bytes 'WAVE'
 *   chunk*:  id (4 letters) | u32 size | size bytes | a zero byte if size is odd
 *     'fmt '   u16 tag, u16 channels, u32 rate, u32 bytes a second, u16 bytes a frame, u16 bits
 *              tag 0xFFFE: u16 22, u16 valid bits, u32 speakers, 16 bytes of GUID that begin with the true tag
 *     'data'   frames, interleaved int16 little-endian
 *     others   passed over
 *
 * A program that writes to a pipe cannot know the size: ffmpeg writes 0xFFFFFFFF, sox 0x7FFFF000, others 0 in
 * both places. Such data reach to the end of the file.
 */
import { UnsupportedError } from '../../../codecs/codec.js';
import { ownValue } from '../../../codecs/own-value.js';
import { type ByteSource, view } from '../byte-source.js';
import { interleavedRun } from '../lattice.js';
import { type LocatedStream, type RecordingFormat, text } from './format.js';

interface WavFormat {
  readonly channels: number;
  readonly sampleRateHz: number;
}

/** Where the samples of a WAV file lie, interleaved. */
export interface WavData extends WavFormat {
  readonly frames: number;
  /** Of the first frame, in bytes. */
  readonly offset: number;
}

interface Chunk {
  readonly id: string;
  /** Of the chunk's contents. */
  readonly offset: number;
  readonly size: number;
}

const BYTES_PER_SAMPLE = 2;
const PCM = 1;
const EXTENSIBLE = 0xfffe;
/** Bytes 2 to 15 of the GUID of every format that has a tag. */
const GUID_TAIL = '000000001000800000aa00389b71';
const STREAMED_SIZES = [0xffffffff, 0x7ffff000];
// A real file has a dozen; a forged one of empty chunks would take minutes to walk.
const MOST_CHUNKS = 4096;

const FORMAT_NAMES: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  3: 'floating point',
  6: 'A-law',
  7: 'mu-law',
  17: 'IMA ADPCM',
  85: 'MP3',
};

const OTHER_CONTAINERS: Readonly<Record<string, string>> = {
  RF64: 'RF64',
  BW64: 'BW64',
  RIFX: 'big-endian WAV (RIFX)',
  riff: 'Wave64',
  FORM: 'AIFF',
  fLaC: 'FLAC',
  wvpk: 'WavPack',
  OggS: 'Ogg',
};

export const wav: RecordingFormat = {
  name: 'wav',
  extensions: ['.wav'],
  matches: ({ file }) => beginsLikeWav(file.read(0, 12)),
  locate: async ({ path, file }) => ({ streams: [streamOf(path, layOut(file, findDataChunk(file)))] }),
};

function beginsLikeWav(head: Uint8Array): boolean {
  return text(head, 0, 4) === 'RIFF' && text(head, 8, 4) === 'WAVE';
}

function streamOf(path: string, { offset, channels, frames, sampleRateHz }: WavData): LocatedStream {
  const layout = { type: 'lattice', runs: [interleavedRun(path, channels, frames, { offset })] } as const;
  return { channels, frames, sampleRateHz, layout };
}

/**
 * Finds the samples of a file all of whose bytes are to be kept, sound or not: a torn data chunk counts as far as it
 * goes, and what is no whole frame is left out.
 * @throws Error if there are no int16 samples to be found
 */
export function salvageData(source: ByteSource): WavData {
  const { chunk, format, bytes } = findDataChunk(source);
  const available = Math.min(bytes, source.length - chunk.offset);
  const frames = Math.floor(available / (format.channels * BYTES_PER_SAMPLE));
  if (frames === 0) throw new Error('holds no samples');
  return { ...format, frames, offset: chunk.offset };
}

interface DataChunk {
  readonly chunk: Chunk;
  readonly format: WavFormat;
  /** As the file says, there or not. */
  readonly bytes: number;
}

function findDataChunk(source: ByteSource): DataChunk {
  const riffSize = readRiffSize(source);
  let format: WavFormat | undefined;
  let position = 12;
  for (let walked = 0; walked < MOST_CHUNKS; walked++) {
    const chunk = readChunk(source, position);
    if (chunk.id === 'fmt ') format = readFormat(source, chunk);
    if (chunk.id === 'data') {
      if (format === undefined) throw new Error('data chunk before any format chunk');
      const streamed = isStreamed(chunk.size, riffSize);
      return { chunk, format, bytes: streamed ? source.length - chunk.offset : chunk.size };
    }
    position = chunk.offset + chunk.size + (chunk.size & 1);
  }
  throw new Error(`no data chunk among the first ${MOST_CHUNKS} chunks`);
}

function readRiffSize(source: ByteSource): number {
  if (source.length === 0) throw new Error('empty file');
  const head = source.read(0, 12);
  const container = ownValue(OTHER_CONTAINERS, text(head, 0, 4));
  if (container !== undefined) throw new UnsupportedError(`${container}: only int16 PCM in RIFF WAV is read`);
  if (!beginsLikeWav(head)) throw new Error(`no WAV: begins with ${JSON.stringify(text(head, 0, 12))}`);
  return view(head).getUint32(4, true);
}

function readChunk(source: ByteSource, position: number): Chunk {
  const head = source.read(position, 8);
  if (head.length === 0) throw new Error('no data chunk');
  if (head.length < 8) throw new Error(`torn inside a chunk's head at byte ${position}`);
  return { id: text(head, 0, 4), offset: position + 8, size: view(head).getUint32(4, true) };
}

function readFormat(source: ByteSource, chunk: Chunk): WavFormat {
  const bytes = source.read(chunk.offset, Math.min(chunk.size, 40));
  if (bytes.length < 16) throw new Error(`format chunk of ${bytes.length} bytes, want 16 or more`);
  const fields = view(bytes);
  checkEncoding(formatTag(bytes), fields.getUint16(14, true));
  const channels = fields.getUint16(2, true);
  const sampleRateHz = fields.getUint32(4, true);
  const frameBytes = fields.getUint16(12, true);
  if (channels === 0) throw new Error('header says 0 channels');
  if (sampleRateHz === 0) throw new Error('header says 0 Hz');
  if (frameBytes !== channels * BYTES_PER_SAMPLE) {
    throw new Error(`header says ${frameBytes} bytes a frame for ${channels} channels of 16 bits`);
  }
  return { channels, sampleRateHz };
}

/** The tag of the format, taken from the GUID where there is one. */
function formatTag(bytes: Uint8Array): number {
  const fields = view(bytes);
  const tag = fields.getUint16(0, true);
  if (tag !== EXTENSIBLE) return tag;
  if (bytes.length < 40) throw new Error(`extensible format chunk of ${bytes.length} bytes, want 40`);
  const guid = Buffer.from(bytes.subarray(24, 40)).toString('hex');
  if (guid.slice(4) !== GUID_TAIL) throw new UnsupportedError(`format ${guid}: only int16 PCM is read`);
  return fields.getUint16(24, true);
}

function checkEncoding(tag: number, bits: number): void {
  if (tag !== PCM) {
    const name = FORMAT_NAMES[tag] ?? `format 0x${tag.toString(16)}`;
    throw new UnsupportedError(`${name}: only int16 PCM is read`);
  }
  if (bits !== 16) throw new UnsupportedError(`${bits}-bit PCM: only int16 is read`);
}

function layOut(source: ByteSource, { chunk, format, bytes }: DataChunk): WavData {
  const available = source.length - chunk.offset;
  if (bytes > available) throw new Error(`torn: ${available} of ${bytes} bytes of data are there`);
  if (bytes === 0) throw new Error('holds no samples');
  const frameBytes = format.channels * BYTES_PER_SAMPLE;
  if (bytes % frameBytes !== 0) {
    throw new Error(`${bytes} bytes of data are no whole number of frames of ${frameBytes} bytes`);
  }
  return { ...format, frames: bytes / frameBytes, offset: chunk.offset };
}

function isStreamed(dataSize: number, riffSize: number): boolean {
  return STREAMED_SIZES.includes(dataSize) || (dataSize === 0 && (riffSize === 0 || riffSize === 0xffffffff));
}
