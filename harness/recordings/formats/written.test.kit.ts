/** Files of every format, written byte by byte as its description says, for the tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { deflateSync } from 'node:zlib';
import { temporaryFolder } from '../../common/testing.test.kit.js';

/** What a test wrote, and what is to be read of it. */
export interface Written {
  /** Contents by path below a folder. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly streams: readonly WrittenStream[];
  /** The file whose header is damaged in tests. */
  readonly header: string;
}

export interface WrittenStream {
  readonly name: string;
  readonly channels: number;
  readonly frames: number;
  readonly sampleRateHz: number;
  /** Planar. */
  readonly data: Int16Array;
  readonly microvolts?: number | readonly number[];
  readonly remarks?: readonly string[];
}

export function writeFiles(folder: string, { files }: Written): void {
  for (const [name, contents] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

/** A folder of its own with the files. */
export function writtenIn(t: TestContext, written: Written): string {
  const folder = temporaryFolder(t);
  writeFiles(folder, written);
  return folder;
}

/** A sample by which its channel and frame are known. */
function sampleAt(channel: number, frame: number): number {
  return ((frame * 31 + channel * 977 + 12_000) % 40_001) - 20_000;
}

/** Channels from `first` on, of frames from `from` on. */
export function planes(channels: number, frames: number, first = 0, from = 0): Int16Array {
  return Int16Array.from({ length: channels * frames }, (_, i) =>
    sampleAt(first + Math.floor(i / frames), from + (i % frames)),
  );
}

/** The same, interleaved, as bytes. */
export function interleaved(channels: number, frames: number, first = 0, from = 0): Uint8Array {
  const samples = Int16Array.from({ length: channels * frames }, (_, i) =>
    sampleAt(first + (i % channels), from + Math.floor(i / channels)),
  );
  return new Uint8Array(samples.buffer);
}

function bytes(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
  );
}

const [U16, I16, U32, I32, F32, U64] = (
  [
    [2, 'setUint16'],
    [2, 'setInt16'],
    [4, 'setUint32'],
    [4, 'setInt32'],
    [4, 'setFloat32'],
    [8, 'setBigUint64'],
  ] as const
).map(([size, set]) => (...values: readonly number[]) => {
  const view = new DataView(new ArrayBuffer(size * values.length));
  for (const [k, value] of values.entries()) {
    if (set === 'setBigUint64') view.setBigUint64(8 * k, BigInt(value), true);
    else view[set](size * k, value, true);
  }
  return new Uint8Array(view.buffer);
});

/** Text in a field of so many bytes, filled up with spaces or zeros. */
function field(text: string, length: number, filler = ' '): string {
  return text.slice(0, length).padEnd(length, filler);
}

function json(value: unknown): Uint8Array {
  return bytes(JSON.stringify(value));
}

function whole(name: string, channels: number, frames: number, sampleRateHz: number): WrittenStream {
  return { name, channels, frames, sampleRateHz, data: planes(channels, frames) };
}

function headerlessFiles(): Written {
  const files = { 'a.i16': interleaved(3, 40), 'a.json': json({ channels: 3, rate: 1000 }) };
  return { files, streams: [whole('a.i16', 3, 40, 1000)], header: 'a.json' };
}

function wavFiles(): Written {
  const format = bytes(U16(1, 2), U32(19531, 4 * 19531), U16(4, 16));
  const data = interleaved(2, 50);
  const chunks = bytes('fmt ', U32(16), format, 'junk', U32(3), 'abc\0', 'data', U32(data.length), data);
  const files = { 'a.wav': bytes('RIFF', U32(4 + chunks.length), 'WAVE', chunks) };
  return { files, streams: [whole('a.wav', 2, 50, 19531)], header: 'a.wav' };
}

/** A Neuropixels 1.0 probe with two channels of six saved, and a National Instruments card. */
function spikeGlxFiles(): Written {
  const imec = [
    'typeThis=imec',
    'nSavedChans=5',
    'acqApLfSy=8,8,1',
    'snsApLfSy=4,0,1',
    'snsSaveChanSubset=0:1,3,6,16',
    'imSampRate=30000.2',
    'imAiRangeMax=0.6',
    'fileSizeBytes=99999999',
    `~imroTbl=(0,8)${[500, 500, 500, 250, 500, 500, 1000, 500].map((gain, k) => `(${k} 0 0 ${gain} 250 1)`).join('')}`,
  ];
  const nidq = [
    'typeThis=nidq',
    'nSavedChans=3',
    'snsMnMaXaDw=0,0,2,1',
    'niSampRate=11574.074074',
    'niAiRangeMax=5',
  ];
  const step = (gain: number) => (1e6 * 0.6) / 512 / gain;
  return {
    files: {
      'g0/a_t0.imec0.ap.bin': interleaved(5, 60),
      'g0/a_t0.imec0.ap.meta': bytes(imec.join('\r\n')),
      'g0/a_t0.nidq.bin': interleaved(3, 70),
      'g0/a_t0.nidq.meta': bytes(nidq.join('\n')),
    },
    streams: [
      {
        ...whole('g0/a_t0.imec0.ap.bin', 4, 60, 30000.2),
        microvolts: [step(500), step(500), step(250), step(1000)],
        remarks: ['left out: 1 sync (--all-channels reads them)'],
      },
      {
        ...whole('g0/a_t0.nidq.bin', 2, 70, 11574.074074),
        microvolts: (1e6 * 5) / 32768,
        remarks: ['left out: 1 digital (--all-channels reads them)'],
      },
    ],
    header: 'g0/a_t0.imec0.ap.meta',
  };
}

/** Two streams, one with an auxiliary channel between electrodes. */
function openEphysFiles(): Written {
  const channel = (channel_name: string, bit_volts: number, units = 'uV') => ({
    channel_name,
    bit_volts,
    units,
  });
  const continuous = [
    {
      folder_name: 'FPGA-100.0/',
      sample_rate: 30000,
      num_channels: 4,
      channels: [
        channel('CH1', 0.195),
        channel('CH2', 0.195),
        channel('ADC1', 0.000153, 'V'),
        channel('CH3', 0.195),
      ],
    },
    {
      folder_name: 'LFP',
      sample_rate: 2500,
      num_channels: 1,
      channels: [channel('CH1', 0.00468, 'mV')],
    },
  ];
  const folder = 'day/experiment1/recording1';
  const kept = [0, 1, 3].flatMap(c => Array.from({ length: 30 }, (_, f) => sampleAt(c, f)));
  return {
    files: {
      [`${folder}/structure.oebin`]: json({ 'GUI version': '0.6', continuous, events: [] }),
      [`${folder}/continuous/FPGA-100.0/continuous.dat`]: interleaved(4, 30),
      [`${folder}/continuous/FPGA-100.0/timestamps.npy`]: bytes('other'),
      [`${folder}/continuous/LFP/continuous.dat`]: interleaved(1, 9),
    },
    streams: [
      {
        ...{ name: `${folder}#FPGA-100.0`, channels: 3, frames: 30, sampleRateHz: 30000 },
        ...{ data: Int16Array.from(kept), microvolts: 0.195 },
        remarks: ['left out: ADC1 (--all-channels reads them)'],
      },
      { ...whole(`${folder}#LFP`, 1, 9, 2500), microvolts: 4.68 },
    ],
    header: `${folder}/structure.oebin`,
  };
}

function qtText(text: string): Uint8Array {
  return bytes(U32(2 * text.length), new Uint8Array(Buffer.from(text, 'utf16le')));
}

const NO_TEXT = U32(0xffffffff);

interface IntanChannel {
  readonly name: string;
  readonly type: number;
  readonly enabled?: number;
}

function intanHeader(
  kind: 'rhd' | 'rhs',
  version: readonly [number, number],
  channels: readonly IntanChannel[],
): Uint8Array {
  const [major, minor] = version;
  const settings = kind === 'rhd' ? 36 : 60;
  const record = ({ name, type, enabled = 1 }: IntanChannel) =>
    bytes(qtText(name), NO_TEXT, I16(0, 0, type, enabled), new Uint8Array(kind === 'rhd' ? 20 : 22));
  const late = [
    ...(kind === 'rhs' ? [I16(1, 0), qtText('ref')] : []),
    ...(kind === 'rhd' && (major > 1 || minor >= 1) ? [I16(1)] : []),
    ...(kind === 'rhd' && (major > 1 || minor >= 3) ? [I16(0)] : []),
    ...(kind === 'rhd' && major >= 2 ? [NO_TEXT] : []),
  ];
  return bytes(
    U32(kind === 'rhd' ? 0xc6912702 : 0xd69127ac),
    I16(major, minor),
    F32(20000),
    new Uint8Array(settings),
    ...[qtText('note'), NO_TEXT, qtText('')],
    ...late,
    I16(2),
    ...[qtText('Port A'), qtText('A'), I16(1, channels.length, 2), ...channels.map(record)],
    ...[qtText('Port B'), qtText('B'), I16(0, 3, 3)],
  );
}

/** Numbers of a block, a channel's after the other's, as they are stored. */
function intanBlock(first: number, n: number, channels: number, before: number, behind: number): Uint8Array {
  const time = I32(...Array.from({ length: n }, (_, k) => first + k));
  const stored = Array.from(
    { length: channels * n },
    (_, i) => sampleAt(Math.floor(i / n), first + (i % n)) + 32768,
  );
  return bytes(time, U16(...stored), new Uint8Array(before).fill(7), new Uint8Array(behind).fill(9));
}

const INTAN_CHANNELS: readonly IntanChannel[] = [
  { name: 'A-000', type: 0 },
  { name: 'A-001', type: 0, enabled: 0 },
  { name: 'A-002', type: 0 },
  { name: 'AUX1', type: 1 },
  { name: 'VDD', type: 2 },
  { name: 'ADC', type: 3 },
  { name: 'DIN-1', type: 4 },
  { name: 'DIN-2', type: 4 },
];
const INTAN_REMARKS = ['left out: 1 auxiliary, 1 supply, 1 analog in, 2 digital in'];

function intanStream(name: string, frames: number, channels = 2): WrittenStream {
  return { ...whole(name, channels, frames, 20000), microvolts: 0.195 };
}

/** Traditional, of versions 1.3 and 3.0, and RHS. */
function intanFiles(): Written {
  // auxiliary n/4, supply, one sensor, analog in, digital in
  const behind = (n: number) => 2 * (n / 4) + 2 + 2 + 2 * n + 2 * n;
  const rhd = (n: number) => [0, 1, 2].map(k => intanBlock(k * n, n, 2, 0, behind(n)));
  const rhsChannels = [
    ...INTAN_CHANNELS.slice(0, 3),
    { name: 'IN', type: 3 },
    { name: 'OUT', type: 4 },
    { name: 'D', type: 6 },
  ];
  // DC and stimulation of both amplifiers, analog in and out, digital out
  const rhs = [0, 1].map(k => intanBlock(k * 128, 128, 2, 2 * 128 * 4, 2 * 128 * 3));
  return {
    files: {
      'old.rhd': bytes(intanHeader('rhd', [1, 3], INTAN_CHANNELS), ...rhd(60)),
      'new.rhd': bytes(intanHeader('rhd', [3, 0], INTAN_CHANNELS), ...rhd(128)),
      'stim.rhs': bytes(intanHeader('rhs', [1, 0], rhsChannels), ...rhs),
    },
    streams: [
      { ...intanStream('new.rhd', 384), remarks: INTAN_REMARKS },
      { ...intanStream('old.rhd', 180), remarks: INTAN_REMARKS },
      { ...intanStream('stim.rhs', 256), remarks: ['left out: 1 analog in, 1 analog out, 1 digital out'] },
    ],
    header: 'new.rhd',
  };
}

/** One file a type of signal, and one file a channel. */
function intanFolders(): Written {
  const header = intanHeader('rhd', [2, 0], INTAN_CHANNELS);
  const channelFile = (c: number) => bytes(interleaved(1, 33, c));
  return {
    files: {
      'types/info.rhd': header,
      'types/amplifier.dat': interleaved(2, 44),
      'types/time.dat': new Uint8Array(176),
      'channels/info.rhd': header,
      'channels/amp-A-000.dat': channelFile(0),
      'channels/amp-A-002.dat': channelFile(1),
      'channels/aux-A-AUX1.dat': new Uint8Array(66),
    },
    streams: [
      { ...intanStream('channels', 33), remarks: INTAN_REMARKS },
      { ...intanStream('types', 44), remarks: INTAN_REMARKS },
    ],
    header: 'types/info.rhd',
  };
}

function nsxHead(id: string, version: readonly [number, number], channels: number): Uint8Array {
  const record = (k: number) =>
    bytes(
      'CC',
      U16(k),
      field(`elec${k}`, 16, '\0'),
      Uint8Array.of(1, 2),
      I16(-32764, 32764, -8191, 8191),
      field('uV', 16, '\0'),
      new Uint8Array(20),
    );
  const basic = 314 + 66 * channels;
  return bytes(
    ...[id, Uint8Array.of(...version), U32(basic), field('label', 16, '\0'), field('comment', 256, '\0')],
    ...[U32(15, 30000), new Uint8Array(16), U32(channels)],
    ...Array.from({ length: channels }, (_, k) => record(k)),
  );
}

/** 2.1; 2.3 with a pause; 3.0 with a packet a frame, and a pause. */
function blackrockFiles(): Written {
  const packet = (time: Uint8Array, frames: number, from: number) =>
    bytes(Uint8Array.of(1), time, U32(frames), interleaved(3, frames, 0, from));
  const single = (from: number, count: number, start: number) =>
    Array.from({ length: count }, (_, k) => packet(U64(start + 15 * k), 1, from + k));
  const segment = (name: string, frames: number, from: number): WrittenStream => ({
    ...{ name, channels: 3, frames, sampleRateHz: 2000, data: planes(3, frames, 0, from) },
    microvolts: 8191 / 32764,
  });
  return {
    files: {
      'old.ns2': bytes(
        'NEURALSG',
        field('label', 16, '\0'),
        U32(15, 3),
        U32(1, 2, 3),
        interleaved(3, 20),
        'xxxxx',
      ),
      'pause.ns2': bytes(
        nsxHead('NEURALCD', [2, 3], 3),
        packet(U32(0), 11, 0),
        packet(U32(165), 4, 11),
        packet(U32(4000), 6, 100),
      ),
      'ptp.ns2': bytes(nsxHead('BRSMPGRP', [3, 0], 3), ...single(0, 9, 1000), ...single(50, 5, 90_000)),
    },
    streams: [
      { ...whole('old.ns2', 3, 20, 2000), remarks: ['5 bytes behind the last frame are passed over'] },
      segment('pause.ns2#segment 1', 15, 0),
      segment('pause.ns2#segment 2', 6, 100),
      segment('ptp.ns2#segment 1', 9, 0),
      segment('ptp.ns2#segment 2', 5, 50),
    ],
    header: 'pause.ns2',
  };
}

function ncs(
  channel: number,
  times: readonly number[],
  valid: readonly number[],
  inverted: boolean,
): Uint8Array {
  const head = [
    '######## Neuralynx Data File Header',
    '-SamplingFrequency 32000',
    '-ADBitVolts 0.000000030517578125',
    `-InputInverted ${inverted ? 'True' : 'False'}`,
  ];
  const records = times.map((time, k) =>
    bytes(U64(time), U32(channel, 32000, valid[k]), interleaved(1, 512, channel, 512 * k)),
  );
  return bytes(field(head.join('\r\n'), 16_384, '\0'), ...records);
}

/** Two channels with the same times, with a gap; one with others, its last record torn. */
function neuralynxFiles(): Written {
  const times = [0, 16_000, 1_000_000];
  const stream = (name: string, frames: number, from: number): WrittenStream => {
    const microvolts = -0.030517578125;
    return { name, channels: 2, frames, sampleRateHz: 32000, data: planes(2, frames, 0, from), microvolts };
  };
  return {
    files: {
      'day/CSC1.ncs': ncs(0, times, [512, 512, 500], true),
      'day/CSC2.ncs': ncs(1, times, [512, 512, 500], true),
      'day/CSC10.ncs': bytes(ncs(0, [5], [512], false), 'torn'),
    },
    streams: [
      stream('day/CSC1.ncs#segment 1', 1024, 0),
      stream('day/CSC1.ncs#segment 2', 500, 1024),
      {
        ...{ ...whole('day/CSC10.ncs', 1, 512, 32000), microvolts: 0.030517578125 },
        remarks: ['the last record is torn and passed over'],
      },
    ],
    header: 'day/CSC1.ncs',
  };
}

interface EdfSignal {
  readonly label: string;
  readonly samples: number;
}

function edfHead(kind: string, records: number, signals: readonly EdfSignal[]): Uint8Array {
  const each = (text: (signal: EdfSignal) => string, length: number) =>
    signals.map(signal => field(text(signal), length)).join('');
  return bytes(
    ...[field('0', 8), field('patient', 80), field('recording', 80), '01.01.26', '12.00.00'],
    ...[
      field(String(256 * (1 + signals.length)), 8),
      field(kind, 44),
      field(String(records), 8),
      field('0.5', 8),
    ],
    ...[field(String(signals.length), 4), each(({ label }) => label, 16), each(() => '', 80)],
    ...[each(() => 'uV', 8), each(() => '-100', 8), each(() => '100', 8), each(() => '-32768', 8)],
    ...[
      each(() => '32767', 8),
      each(() => '', 80),
      each(({ samples }) => String(samples), 8),
      each(() => '', 32),
    ],
  );
}

/** A record of all signals; `annotations` stands where the label says so. */
function edfRecord(signals: readonly EdfSignal[], record: number, annotation: string): Uint8Array {
  return bytes(
    ...signals.map(({ label, samples }, c) =>
      label === 'EDF Annotations'
        ? field(annotation, 2 * samples, '\0')
        : interleaved(1, samples, c, record * samples),
    ),
  );
}

/** EDF+C with two rates, EDF+D with a gap. */
function edfFiles(): Written {
  const mixed = [
    { label: 'EEG 1', samples: 100 },
    { label: 'ECG', samples: 50 },
    { label: 'EEG 2', samples: 100 },
    { label: 'EDF Annotations', samples: 20 },
  ];
  const gapped = [
    { label: 'EDF Annotations', samples: 20 },
    { label: 'EEG 1', samples: 64 },
  ];
  const onsets = ['+0', '+0.5', '+7.25'];
  const step = 200 / 65535;
  const eeg = [0, 2].flatMap(c => [...planes(1, 200, c)]);
  const stream = (
    name: string,
    channels: number,
    frames: number,
    sampleRateHz: number,
    data: Int16Array,
  ) => ({
    ...{ name, channels, frames, sampleRateHz, data, microvolts: step },
  });
  return {
    files: {
      'mixed.edf': bytes(
        edfHead('EDF+C', 2, mixed),
        ...[0, 1].map(k => edfRecord(mixed, k, `+${k / 2}\x14\x14`)),
      ),
      'gap.edf': bytes(
        edfHead('EDF+D', 3, gapped),
        ...onsets.map((onset, k) => edfRecord(gapped, k, `${onset}\x14\x14`)),
      ),
    },
    streams: [
      stream('gap.edf#segment 1', 1, 128, 128, planes(1, 128, 1)),
      stream('gap.edf#segment 2', 1, 64, 128, planes(1, 64, 1, 128)),
      stream('mixed.edf#100 Hz', 1, 100, 100, planes(1, 100, 1)),
      stream('mixed.edf#200 Hz', 2, 200, 200, Int16Array.from(eeg)),
    ],
    header: 'gap.edf',
  };
}

function npyFile(descr: string, fortran: boolean, shape: string, data: Uint8Array, version = 1): Uint8Array {
  const text =
    `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }`.padEnd(
      117,
    );
  const length = version === 1 ? U16(text.length + 1) : U32(text.length + 1);
  return bytes('\x93NUMPY', Uint8Array.of(version, 0), length, text, '\n', data);
}

function npyFiles(): Written {
  const planar = (channels: number, frames: number) => new Uint8Array(planes(channels, frames).buffer);
  const second = ['shape (30, 4): the second axis is taken for channels'];
  return {
    files: {
      'meta.json': json({ rate: 5000 }),
      'one.npy': npyFile('<i2', false, '25,', interleaved(1, 25)),
      'rows.npy': npyFile('<i2', false, '30, 4', interleaved(4, 30)),
      'columns.npy': npyFile('<i2', true, '30, 4', planar(4, 30), 2),
      'wide.npy': npyFile('<i2', false, '4, 30', planar(4, 30)),
    },
    streams: [
      { ...whole('columns.npy', 4, 30, 5000), remarks: second },
      whole('one.npy', 1, 25, 5000),
      { ...whole('rows.npy', 4, 30, 5000), remarks: second },
      { ...whole('wide.npy', 4, 30, 5000), remarks: ['shape (4, 30): the first axis is taken for channels'] },
    ],
    header: 'rows.npy',
  };
}

function mdaFiles(): Written {
  const unsigned = Array.from({ length: 36 }, (_, i) => sampleAt(i % 3, Math.floor(i / 3)) + 32768);
  return {
    files: {
      'raw.mda': bytes(I32(-4, 2, 2, 3, 20), interleaved(3, 20)),
      'long.mda': bytes(I32(-6, 2, -2), U64(3, 12), U16(...unsigned)),
      'params.json': json({ samplerate: 30000, spike_sign: -1 }),
    },
    streams: [whole('long.mda', 3, 12, 30000), whole('raw.mda', 3, 20, 30000)],
    header: 'raw.mda',
  };
}

/** Two segments, interleaved; and one channel behind the other, unsigned, behind a head. */
function spikeInterfaceFiles(): Written {
  const kwargs = {
    dtype: '<i2',
    sampling_frequency: 25000,
    num_channels: 2,
    time_axis: 0,
    gain_to_uV: [0.5, 0.5],
  };
  const unsigned = [...planes(2, 16)].map(sample => sample + 32768);
  return {
    files: {
      'two/binary.json': json({ kwargs: { ...kwargs, file_paths: ['traces_seg0.raw', 'traces_seg1.raw'] } }),
      'two/traces_seg0.raw': interleaved(2, 14),
      'two/traces_seg1.raw': interleaved(2, 15),
      'two/probe.json': json({}),
      'planar/binary.json': json({
        kwargs: {
          file_paths: ['a.raw'],
          dtype: 'uint16',
          sampling_frequency: 100,
          num_chan: 2,
          time_axis: 1,
          file_offset: 3,
        },
      }),
      'planar/a.raw': bytes('abc', U16(...unsigned)),
    },
    streams: [
      whole('planar', 2, 16, 100),
      { ...whole('two#segment 1', 2, 14, 25000), microvolts: 0.5 },
      { ...whole('two#segment 2', 2, 15, 25000), microvolts: 0.5 },
    ],
    header: 'two/binary.json',
  };
}

/** Chunks without a compressor, the last of which is filled up. */
function zarrFiles(): Written {
  const chunk = (frames: number) => bytes(interleaved(2, frames, 0, 0));
  const array = (shape: readonly number[], chunks: readonly number[], dtype: string) =>
    json({
      zarr_format: 2,
      shape,
      chunks,
      dtype,
      compressor: null,
      fill_value: 0,
      order: 'C',
      filters: null,
    });
  const doubles = new Uint8Array(Float64Array.of(2.34, 2.34).buffer);
  return {
    files: {
      'rec.zarr/.zgroup': json({ zarr_format: 2 }),
      'rec.zarr/.zattrs': json({ sampling_frequency: 32000, num_segments: 1 }),
      'rec.zarr/traces_seg0/.zarray': array([18, 2], [10, 2], '<i2'),
      'rec.zarr/traces_seg0/0.0': chunk(10),
      'rec.zarr/traces_seg0/1.0': bytes(interleaved(2, 8, 0, 10), new Uint8Array(8)),
      'rec.zarr/properties/.zgroup': json({ zarr_format: 2 }),
      'rec.zarr/properties/gain_to_uV/.zarray': array([2], [2], '<f8'),
      'rec.zarr/properties/gain_to_uV/0': doubles,
    },
    streams: [{ ...whole('rec.zarr', 2, 18, 32000), microvolts: 2.34 }],
    header: 'rec.zarr/traces_seg0/.zarray',
  };
}

/** Chunks of 16 frames, of differences in time, a channel after the other. */
function mtscompFiles(): Written {
  const [channels, frames] = [3, 40];
  const chunks = [0, 16, 32].map(first => {
    const taken = Math.min(16, frames - first);
    const samples = planes(channels, taken, 0, first);
    const differences = samples.map((sample, i) => (i % taken === 0 ? sample : sample - samples[i - 1]));
    return new Uint8Array(deflateSync(new Uint8Array(differences.buffer)));
  });
  const offsets = [0];
  for (const { length } of chunks) offsets.push(offsets[offsets.length - 1] + length);
  const index = {
    ...{
      version: '1.0',
      dtype: 'int16',
      n_channels: channels,
      sample_rate: 30000,
      shape: [frames, channels],
    },
    ...{ chunk_bounds: [0, 16, 32, 40], chunk_offsets: offsets, chunk_order: 'F' },
    ...{ do_time_diff: true, do_spatial_diff: false },
  };
  return {
    files: { 'a.ap.cbin': bytes(...chunks), 'a.ap.ch': json(index) },
    streams: [whole('a.ap.cbin', channels, frames, 30000)],
    header: 'a.ap.ch',
  };
}

/** All but NWB, whose file its package writes. */
export const WRITTEN: Readonly<Record<string, () => Written>> = {
  headerless: headerlessFiles,
  wav: wavFiles,
  spikeglx: spikeGlxFiles,
  'open-ephys': openEphysFiles,
  intan: intanFiles,
  'intan folders': intanFolders,
  blackrock: blackrockFiles,
  neuralynx: neuralynxFiles,
  edf: edfFiles,
  npy: npyFiles,
  mda: mdaFiles,
  spikeinterface: spikeInterfaceFiles,
  zarr: zarrFiles,
  mtscomp: mtscompFiles,
};
