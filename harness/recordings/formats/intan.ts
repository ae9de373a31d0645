/**
 * Intan RHD and RHS, in the three ways that their programs save:
 *
 *   NAME.rhd, NAME.rhs   header and blocks                            traditional
 *   info.rhd             header alone, and beside it amplifier.dat    one file a type of signal, interleaved
 *   info.rhd             header alone, and beside it amp-A-000.dat …  one file a channel
 *
 * Header: u32 magic, i16 major, i16 minor, f32 rate, settings, three notes, then (RHD from 1.1, 1.3, 2.0 on) i16 sensors,
 * i16 board mode, text reference; i16 groups, each: text, text, i16 enabled, i16 channels, i16 amplifiers, channels. Each
 * channel: text native name, text name, i16 order, i16 order, i16 type, i16 enabled, i16 places and trigger, f32, f32.
 * Text is u32 bytes (0xFFFFFFFF: none) and UTF-16.
 *
 * Block of n samples (60 in RHD 1, else 128): i32 time[n]; then each channel's n samples, all u16, channels one after the
 * other, by type: amplifiers; RHS: their DC (if saved) and stimulation; RHD: auxiliary inputs (n/4 samples), supply and
 * temperature (one sample); analog in; RHS: analog out; one digital in and one out, if there is a channel.
 *
 * In blocks, 32768 stands for 0; files of amplifiers alone are int16. A step is 0.195 uV.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UnsupportedError } from '../../../codecs/codec.js';
import { asRate } from '../beside.js';
import { type ByteSource, view } from '../byte-source.js';
import { type HeaderCursor, headerCursor } from '../cursor.js';
import { interleavedRun } from '../lattice.js';
import type { ChannelRun } from '../recording.js';
import { type Located, MOST_CHANNELS, type RecordingFormat } from './format.js';
import { wholeFrames } from './headerless.js';

const RHD = 0xc6912702;
const RHS = 0xd69127ac;
const MICROVOLTS = 0.195;
const ZERO = 32768;
const NO_TEXT = 0xffffffff;
/** Of settings between the rate and the notes. */
const SETTING_BYTES = { rhd: 2 + 6 * 4 + 2 + 2 * 4, rhs: 2 + 8 * 4 + 2 + 2 * 4 + 2 + 2 + 3 * 4 };

type Type = 'amplifier' | 'auxiliary' | 'supply' | 'analog in' | 'analog out' | 'digital in' | 'digital out';

const TYPES: Readonly<Record<'rhd' | 'rhs', readonly (Type | undefined)[]>> = {
  rhd: ['amplifier', 'auxiliary', 'supply', 'analog in', 'digital in', 'digital out'],
  rhs: ['amplifier', undefined, undefined, 'analog in', 'analog out', 'digital in', 'digital out'],
};

interface Header {
  readonly kind: 'rhd' | 'rhs';
  readonly major: number;
  readonly rateHz: number;
  readonly bytes: number;
  readonly sensors: number;
  readonly savesDc: boolean;
  /** Native names of those that are enabled. */
  readonly channels: readonly { readonly type: Type; readonly name: string }[];
}

export const intan: RecordingFormat = {
  name: 'intan',
  extensions: ['.rhd', '.rhs'],
  anchors: ['info.rhd', 'info.rhs'],
  matches: ({ file }) => {
    const head = file.read(0, 4);
    return head.length === 4 && [RHD, RHS].includes(view(head).getUint32(0, true));
  },
  locate: async ({ path, file }) => {
    const header = readHeader(file);
    const amplifiers = header.channels.filter(({ type }) => type === 'amplifier').map(({ name }) => name);
    if (amplifiers.length === 0) throw new UnsupportedError('no amplifier channel is enabled in it');
    if (header.bytes === file.length) return locateBeside(path, header, amplifiers);
    return locateBlocks(path, file, header, amplifiers.length);
  },
};

function readHeader(file: ByteSource): Header {
  const cursor = headerCursor(file);
  const magic = cursor.uint32();
  if (magic !== RHD && magic !== RHS) throw new Error(`no Intan file: begins with 0x${magic.toString(16)}`);
  const kind = magic === RHD ? 'rhd' : 'rhs';
  const [major, minor] = [cursor.int16(), cursor.int16()];
  const rateHz = asRate('the sampling rate in its header', cursor.float32());
  cursor.skip(SETTING_BYTES[kind]);
  for (let note = 0; note < 3; note++) readText(cursor);
  const version = major + minor / 10;
  let [sensors, savesDc] = [0, false];
  if (kind === 'rhs') {
    savesDc = cursor.int16() !== 0;
    cursor.int16();
    readText(cursor);
  } else {
    if (version >= 1.1) sensors = cursor.int16();
    if (version >= 1.3) cursor.int16();
    if (version >= 2) readText(cursor);
  }
  if (sensors < 0 || sensors > MOST_CHANNELS) throw new Error(`header says ${sensors} temperature sensors`);
  const channels = readGroups(cursor, kind);
  return { kind, major, rateHz, bytes: cursor.at(), sensors, savesDc, channels };
}

function readText(cursor: HeaderCursor): string {
  const bytes = cursor.uint32();
  return bytes === NO_TEXT ? '' : Buffer.from(cursor.bytes(bytes)).toString('utf16le');
}

function readGroups(cursor: HeaderCursor, kind: Header['kind']): Header['channels'] {
  const found: { type: Type; name: string }[] = [];
  const groups = cursor.int16();
  for (let group = 0; group < groups; group++) {
    readText(cursor);
    readText(cursor);
    const isEnabled = cursor.int16() > 0;
    const channels = cursor.int16();
    cursor.int16();
    if (!isEnabled) continue;
    for (let k = 0; k < channels; k++) {
      const channel = readChannel(cursor, kind);
      if (channel !== undefined) found.push(channel);
      if (found.length > MOST_CHANNELS) throw new Error(`header says over ${MOST_CHANNELS} channels`);
    }
  }
  return found;
}

/** @returns undefined for a channel that is not enabled */
function readChannel(cursor: HeaderCursor, kind: Header['kind']): { type: Type; name: string } | undefined {
  const name = readText(cursor);
  readText(cursor);
  cursor.skip(4);
  const number = cursor.int16();
  const isEnabled = cursor.int16() !== 0;
  cursor.skip((kind === 'rhd' ? 6 : 7) * 2 + 2 * 4);
  const type = TYPES[kind][number];
  if (type === undefined) throw new Error(`header says channel ${JSON.stringify(name)} is of type ${number}`);
  return isEnabled ? { type, name } : undefined;
}

function locateBlocks(path: string, file: ByteSource, header: Header, amplifiers: number): Located {
  const blockFrames = header.kind === 'rhd' && header.major < 2 ? 60 : 128;
  const blockBytes = bytesOfBlock(header, amplifiers, blockFrames);
  const blocks = (file.length - header.bytes) / blockBytes;
  if (!Number.isInteger(blocks)) {
    throw new Error(
      `torn: ${file.length - header.bytes} bytes are no whole number of blocks of ${blockBytes}`,
    );
  }
  const run: ChannelRun = {
    ...{ path, channels: amplifiers, offset: header.bytes + 4 * blockFrames },
    ...{ blockFrames, blockBytes, frameBytes: 2, channelBytes: 2 * blockFrames, zero: ZERO },
  };
  const frames = blocks * blockFrames;
  return streamOf(header, amplifiers, frames, [run]);
}

function bytesOfBlock({ kind, channels, sensors, savesDc }: Header, amplifiers: number, n: number): number {
  const count = (type: Type) => channels.filter(channel => channel.type === type).length;
  const digital = Number(count('digital in') > 0) + Number(count('digital out') > 0);
  const common = 4 * n + 2 * n * (amplifiers + count('analog in') + digital);
  if (kind === 'rhs') return common + 2 * n * (amplifiers * (savesDc ? 2 : 1) + count('analog out'));
  return common + 2 * (n / 4) * count('auxiliary') + 2 * (count('supply') + sensors);
}

function streamOf(header: Header, channels: number, frames: number, runs: ChannelRun[]): Located {
  const others = header.channels.filter(({ type }) => type !== 'amplifier').map(({ type }) => type);
  const counts = [...new Set(others)].map(type => `${others.filter(one => one === type).length} ${type}`);
  return {
    streams: [
      {
        ...{ channels, frames, sampleRateHz: header.rateHz, microvolts: MICROVOLTS },
        layout: { type: 'lattice', runs },
        ...(counts.length > 0 && { remarks: [`left out: ${counts.join(', ')}`] }),
      },
    ],
  };
}

/** Header alone: the samples are in other files of its folder. */
function locateBeside(path: string, header: Header, amplifiers: readonly string[]): Located {
  const folder = dirname(path);
  const together = join(folder, 'amplifier.dat');
  const others = readdirSync(folder).filter(entry => entry !== basename(path));
  const files = others.map(entry => join(folder, entry));
  if (existsSync(together)) {
    const frames = wholeFrames(statSync(together).size, amplifiers.length);
    const runs = [interleavedRun(together, amplifiers.length, frames)];
    return { ...streamOf(header, amplifiers.length, frames, runs), others: files };
  }
  const sizes = amplifiers.map(name => {
    if (basename(name) !== name) throw new Error(`header names a channel ${JSON.stringify(name)}`);
    const size = statSync(join(folder, `amp-${name}.dat`), { throwIfNoEntry: false })?.size;
    if (size === undefined) {
      throw new Error(`holds no samples, and neither amplifier.dat nor amp-${name}.dat lies beside it`);
    }
    return size;
  });
  const [size] = sizes;
  const odd = sizes.findIndex(other => other !== size);
  if (odd > 0) {
    throw new Error(`amp-${amplifiers[odd]}.dat has ${sizes[odd]} bytes, amp-${amplifiers[0]}.dat ${size}`);
  }
  const frames = wholeFrames(size, 1);
  const runs = amplifiers.map(name => interleavedRun(join(folder, `amp-${name}.dat`), 1, frames));
  return { ...streamOf(header, amplifiers.length, frames, runs), others: files };
}
