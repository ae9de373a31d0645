/**
 * Blackrock NSx (.ns1 to .ns6): interleaved int16, a frame each 1/30000 s times the period.
 *
 *   2.1       'NEURALSG', 16 bytes label, u32 period, u32 channels, u32 id each; frames to the end of the file
 *   2.2, 2.3  'NEURALCD', 3.0 'BRSMPGRP': u8 major, u8 minor, u32 header bytes, label[16], comment[256], u32 period,
 *             u32 ticks a second, time[16], u32 channels; each channel 66 bytes: 'CC', u16 id, label[16], u8, u8,
 *             i16 least and most digital, i16 least and most analog, units[16], filters
 *             packets: u8 1, time in ticks (u32; u64 in 3.0), u32 frames, frames
 *
 * A pause makes a packet of its own. With a clock of its network, 3.0 writes a packet a frame. Packets whose times follow
 * on each other are one segment.
 */

import { type ByteSource, view } from '../byte-source.js';
import { headerCursor } from '../cursor.js';
import { interleavedRun } from '../lattice.js';
import type { ChannelRun } from '../recording.js';
import {
  type Located,
  type LocatedStream,
  MOST_CHANNELS,
  MOST_SEGMENTS,
  type RecordingFormat,
  text,
  uniform,
} from './format.js';

const CLOCK_HZ = 30_000;
const CHANNEL_BYTES = 66;
/** Of packets whose heads lie close together, so many bytes are read at once. */
const WINDOW_BYTES = 2 ** 20;

export const blackrock: RecordingFormat = {
  name: 'blackrock',
  extensions: ['.ns1', '.ns2', '.ns3', '.ns4', '.ns5', '.ns6'],
  matches: ({ file }) => ['NEURALSG', 'NEURALCD', 'BRSMPGRP'].includes(text(file.read(0, 8), 0, 8)),
  locate: async ({ path, file }) => {
    const id = text(file.read(0, 8), 0, 8);
    if (id === 'NEURALSG') return locateOld(path, file);
    if (id === 'NEURALCD' || id === 'BRSMPGRP') return locatePackets(path, file, id === 'BRSMPGRP');
    throw new Error(`no NSx file: begins with ${JSON.stringify(id)}`);
  },
};

function locateOld(path: string, file: ByteSource): Located {
  const cursor = headerCursor(file, 24);
  const period = checked('period', cursor.uint32(), CLOCK_HZ);
  const channels = checked('channels', cursor.uint32(), MOST_CHANNELS);
  cursor.bytes(4 * channels);
  const offset = cursor.at();
  const frames = Math.floor((file.length - offset) / (2 * channels));
  if (frames === 0) throw new Error('holds no samples');
  const behind = file.length - offset - 2 * channels * frames;
  return {
    streams: [
      {
        ...{ channels, frames, sampleRateHz: CLOCK_HZ / period },
        layout: { type: 'lattice', runs: [interleavedRun(path, channels, frames, { offset })] },
        ...(behind > 0 && { remarks: [`${behind} bytes behind the last frame are passed over`] }),
      },
    ],
  };
}

function checked(what: string, value: number, most: number): number {
  if (value >= 1 && value <= most) return value;
  throw new Error(`header says ${what} ${value}`);
}

interface Head {
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Of a frame. */
  readonly ticks: number;
  readonly packetsAt: number;
  readonly microvolts: number | readonly number[] | undefined;
  readonly hasLongTimes: boolean;
}

function locatePackets(path: string, file: ByteSource, hasLongTimes: boolean): Located {
  const head = readHead(file, hasLongTimes);
  const segments = joinPackets(walkPackets(file, head), head);
  if (segments.length === 0) throw new Error('holds no samples');
  const { channels, sampleRateHz, microvolts } = head;
  return {
    streams: segments.map((segment, k) => ({
      ...(segments.length > 1 && {
        stream: `segment ${k + 1}`,
        startS: (segment.time - segments[0].time) / (head.ticks * sampleRateHz),
      }),
      ...{ channels, sampleRateHz, frames: segment.frames },
      layout: { type: 'lattice', runs: [runOf(path, head, segment)] } satisfies LocatedStream['layout'],
      ...(microvolts !== undefined && { microvolts }),
    })),
  };
}

function readHead(file: ByteSource, hasLongTimes: boolean): Head {
  const cursor = headerCursor(file, 10);
  const packetsAt = cursor.uint32();
  cursor.skip(16 + 256);
  const period = checked('period', cursor.uint32(), CLOCK_HZ);
  const ticksPerS = checked('ticks a second', cursor.uint32(), 2 ** 32 - 1);
  cursor.skip(16);
  const channels = checked('channels', cursor.uint32(), MOST_CHANNELS);
  const steps = Array.from({ length: channels }, () => {
    const record = view(cursor.bytes(CHANNEL_BYTES));
    const digital = record.getInt16(24, true) - record.getInt16(22, true);
    const analog = record.getInt16(28, true) - record.getInt16(26, true);
    const units = text(new Uint8Array(record.buffer, record.byteOffset, CHANNEL_BYTES), 30, 16).split(
      '\0',
      1,
    )[0];
    const factor = { uV: 1, mV: 1000 }[units];
    return factor === undefined || digital === 0 ? undefined : Math.abs((factor * analog) / digital);
  });
  if (packetsAt < cursor.at() || packetsAt > file.length) {
    throw new Error(`header says that it has ${packetsAt} bytes; ${channels} channels make ${cursor.at()}`);
  }
  const sampleRateHz = CLOCK_HZ / period;
  const ticks = ticksPerS / sampleRateHz;
  return { channels, sampleRateHz, ticks, packetsAt, microvolts: uniform(steps), hasLongTimes };
}

interface Packet {
  /** Of its first frame. */
  readonly offset: number;
  readonly frames: number;
  readonly time: number;
}

function* walkPackets(file: ByteSource, head: Head): Generator<Packet> {
  const { channels, packetsAt, hasLongTimes } = head;
  const headBytes = packetHeadBytes(head);
  let [windowAt, window] = [0, view(new Uint8Array(0))];
  for (let at = packetsAt; at < file.length; ) {
    if (at < windowAt || at + headBytes > windowAt + window.byteLength) {
      windowAt = at;
      window = view(file.read(at, WINDOW_BYTES));
      if (window.byteLength < headBytes) throw new Error(`torn inside a packet's head at byte ${at}`);
    }
    const k = at - windowAt;
    const mark = window.getUint8(k);
    if (mark !== 1) throw new Error(`a packet at byte ${at} begins with ${mark}, want 1`);
    const time = hasLongTimes ? Number(window.getBigUint64(k + 1, true)) : window.getUint32(k + 1, true);
    const frames = window.getUint32(k + headBytes - 4, true);
    const offset = at + headBytes;
    if (offset + 2 * channels * frames > file.length) {
      throw new Error(
        `torn: a packet at byte ${at} has ${frames} frames, ${file.length - offset} bytes are there`,
      );
    }
    if (frames > 0) yield { offset, frames, time };
    at = offset + 2 * channels * frames;
  }
}

interface Segment {
  readonly time: number;
  readonly offset: number;
  /** Of each packet but the last, which may have fewer. */
  readonly blockFrames: number;
  frames: number;
  /** Where and when the next packet is due; none may follow on one that is shorter. */
  due: { readonly offset: number; readonly time: number } | undefined;
}

function joinPackets(packets: Iterable<Packet>, head: Head): Segment[] {
  const segments: Segment[] = [];
  const { ticks, channels } = head;
  for (const { offset, frames, time } of packets) {
    const due = {
      offset: offset + 2 * channels * frames + packetHeadBytes(head),
      time: time + frames * ticks,
    };
    const last = segments.at(-1);
    if (
      last?.due?.offset === offset &&
      Math.abs(time - last.due.time) <= ticks / 2 &&
      frames <= last.blockFrames
    ) {
      last.frames += frames;
      last.due = frames === last.blockFrames ? due : undefined;
    } else {
      segments.push({ time, offset, blockFrames: frames, frames, due });
      if (segments.length > MOST_SEGMENTS) throw new Error(`has over ${MOST_SEGMENTS} gaps`);
    }
  }
  return segments;
}

function packetHeadBytes({ hasLongTimes }: Head): number {
  return hasLongTimes ? 13 : 9;
}

function runOf(path: string, head: Head, { offset, blockFrames }: Segment): ChannelRun {
  const { channels } = head;
  const frameBytes = 2 * channels;
  const blockBytes = frameBytes * blockFrames + packetHeadBytes(head);
  return { path, channels, offset, blockFrames, blockBytes, frameBytes, channelBytes: 2, zero: 0 };
}
