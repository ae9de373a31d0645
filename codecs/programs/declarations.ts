/**
 * The programs that are built in, with the settings that their users know. All run on one core, since that is what
 * speeds are stated for; headers and dates that a program would add are switched off where it has an option for that.
 *
 * Not ours to mend: ffmpeg 5.1 dies (SIGABRT) of a TTA file whose only sample is 0.
 */
import type { IntegerParameter } from '../codec.js';
import type { Command, ProgramChoice, ProgramDeclaration } from './declaration.js';
import { lossyDeclarations } from './lossy.js';

function level(
  minimum: number,
  maximum: number,
  standard: number,
  sweep: readonly number[],
): IntegerParameter {
  return { type: 'integer', minimum, maximum, default: standard, sweep, meaning: 'effort' };
}

function option(meaning: string, given: Command): ProgramChoice {
  return {
    type: 'choice',
    choices: ['no', 'yes'],
    default: 'no',
    sweep: ['no', 'yes'],
    meaning,
    arguments: { no: [], yes: given },
  };
}

const wavpack: ProgramDeclaration = {
  name: 'wavpack',
  summary: 'WavPack; levels fast to very-high are 1 to 4 of other tools',
  family: 'prediction',
  input: 'wav',
  extension: 'wv',
  mostChannels: 256,
  encode: ['wavpack', '-q', '-y', '{level}', '-x{extra}', '{in}', '-o', '{out}'],
  decode: ['wvunpack', '-q', '-y', '{in}', '-o', '{out}'],
  version: ['wavpack', '--version'],
  parameters: {
    level: {
      type: 'choice',
      choices: ['fast', 'normal', 'high', 'very-high'],
      default: 'normal',
      sweep: ['fast', 'normal', 'high', 'very-high'],
      meaning: 'mode: -f, none, -h or -hh',
      arguments: { fast: ['-f'], normal: [], high: ['-h'], 'very-high': ['-hh'] },
    },
    extra: { ...level(0, 6, 0, [0, 3, 6]), meaning: 'extra encode processing, -x' },
  },
  install: 'Debian: apt-get install wavpack',
};

const flac: ProgramDeclaration = {
  name: 'flac',
  summary: 'FLAC; over 8 channels each goes alone',
  family: 'prediction',
  input: 'wav',
  extension: 'flac',
  mostChannels: 8,
  encode: [
    ...['flac', '-s', '-f', '--channel-map=none', '--no-padding', '--no-seektable'],
    ...['-{level}', '{exhaustive}', '{in}', '-o', '{out}'],
  ],
  decode: ['flac', '-s', '-f', '-d', '--channel-map=none', '{in}', '-o', '{out}'],
  version: ['flac', '--version'],
  parameters: {
    level: level(0, 8, 5, [0, 5, 8]),
    exhaustive: option('search all models and precisions, -e -p', ['-e', '-p']),
  },
  install: 'Debian: apt-get install flac',
};

/** Two channels at most: ffmpeg takes those of more for loudspeakers, and may mix them. */
function ffmpeg(name: string, summary: string, extension: string): ProgramDeclaration {
  const quiet: Command = ['ffmpeg', '-v', 'error', '-nostdin', '-y', '-i', '{in}'];
  const plain: Command = ['-fflags', '+bitexact', '-flags:a', '+bitexact', '-threads', '1', '{out}'];
  return {
    name,
    summary,
    family: 'prediction',
    input: 'wav',
    extension,
    mostChannels: 2,
    encode: [...quiet, '-c:a', name, ...plain],
    decode: [...quiet, '-c:a', 'pcm_s16le', ...plain],
    version: ['ffmpeg', '-version'],
    install: 'Debian: apt-get install ffmpeg',
  };
}

const xz: ProgramDeclaration = {
  name: 'xz',
  summary: 'XZ, the program',
  family: 'dictionary',
  input: 'pcm',
  encode: ['xz', '-z', '-c', '-T1', '-{level}', '{extreme}'],
  decode: ['xz', '-d', '-c', '-T1'],
  version: ['xz', '--version'],
  parameters: { level: level(0, 9, 6, [0, 6, 9]), extreme: option('spend more time, -e', ['-e']) },
  install: 'Debian: apt-get install xz-utils',
};

// from a file, whose length goes into the frame: from a pipe zstd picks other settings
const zstd: ProgramDeclaration = {
  name: 'zstd',
  summary: 'Zstandard, the program; levels from 20 by --ultra',
  family: 'dictionary',
  input: 'pcm',
  extension: 'zst',
  encode: ['zstd', '-q', '-c', '-T1', '--ultra', '-{level}', '{in}'],
  decode: ['zstd', '-q', '-d', '-c'],
  version: ['zstd', '--version'],
  parameters: { level: level(1, 22, 3, [1, 3, 9, 19, 22]) },
  install: 'Debian: apt-get install zstd',
};

const bzip2: ProgramDeclaration = {
  name: 'bzip2',
  summary: 'bzip2, the program',
  family: 'block-sorting',
  input: 'pcm',
  encode: ['bzip2', '-z', '-c', '-{level}'],
  decode: ['bzip2', '-d', '-c'],
  version: ['bzip2', '--help'],
  parameters: { level: level(1, 9, 9, [1, 9]) },
  install: 'Debian: apt-get install bzip2',
};

// an archive has a date, which is set here, and the name of its file, which is always the same
const zpaq: ProgramDeclaration = {
  name: 'zpaq',
  summary: 'zpaq: context mixing from method 3 or so on; an archive of one file, its head included',
  family: 'entropy',
  input: 'pcm',
  extension: 'zpaq',
  encode: [
    ...['zpaq', 'add', '{out}', '{in}', '-method', '{method}', '-threads', '1'],
    ...['-noattributes', '-until', '20000101000000'],
  ],
  decode: ['zpaq', 'extract', '{in}', 'samples.pcm', '-to', '{out}', '-threads', '1'],
  version: ['zpaq'],
  parameters: { method: level(0, 5, 1, [1, 3, 5]) },
  install: 'Debian: apt-get install zpaq',
};

export const programDeclarations: readonly ProgramDeclaration[] = [
  wavpack,
  flac,
  ffmpeg('alac', 'Apple Lossless by ffmpeg, in MP4; over 2 channels each goes alone', 'm4a'),
  ffmpeg('tta', 'True Audio by ffmpeg; over 2 channels each goes alone', 'tta'),
  xz,
  zstd,
  bzip2,
  zpaq,
  ...lossyDeclarations,
];
