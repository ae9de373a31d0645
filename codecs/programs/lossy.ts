/**
 * Programs that lose something: what they give back is as long as what went in, and begins where that begins.
 *
 *   WavPack    its lossy mode, in the samples' own time
 *   Opus, MP3  by ffmpeg, each channel a stream of its own, so that none is mixed with another: resampled to a rate that
 *              the codec takes, and back; what its decoder puts in front (Opus says how much in its header, of MP3 it is
 *              always the same) and behind is cut off
 *
 * The resampler's filter lets all through up to 0.995 of half the lower rate, delays nothing, and leaves an error 36 dB
 * below a recording of the challenge; nothing is dithered. Opus runs in its mode of low delay, CELT alone: of its others,
 * what comes back from 16 to 48 kbit/s is early by 0.8 samples, and further off at the same size. Packets stand in pages
 * as large as Ogg has them, frames of MP3 by themselves: no tag, no index, nothing that hangs on the clock.
 */
import type { Command, ProgramDeclaration } from './declaration.js';

/** What wavpack's option -b takes as bits a sample. */
const LEAST_BITS = 200;
const MOST_BITS = 1600;

const wavpackHybrid: ProgramDeclaration = {
  name: 'wavpack-hybrid',
  summary:
    'WavPack, lossy, without a file of corrections; 2.3 bits a sample at the least, whatever is asked for',
  family: 'prediction',
  loss: 'free',
  input: 'wav',
  extension: 'wv',
  mostChannels: 256,
  encode: ['wavpack', '-q', '-y', '-b{bps}', '{shaping}', '{in}', '-o', '{out}'],
  decode: ['wvunpack', '-q', '-y', '{in}', '-o', '{out}'],
  version: ['wavpack', '--version'],
  parameters: {
    bps: {
      type: 'integer',
      decimals: 2,
      minimum: LEAST_BITS,
      maximum: MOST_BITS,
      default: 300,
      sweep: [225, 300, 400],
      meaning: 'hundredths of a bit a sample, -b',
    },
    shaping: {
      type: 'choice',
      choices: ['dynamic', 'none'],
      default: 'dynamic',
      sweep: ['dynamic', 'none'],
      meaning: 'where in the spectrum noise goes: as WavPack chooses, or nowhere in particular, -s0',
      arguments: { dynamic: [], none: ['-s0'] },
    },
  },
  install: 'Debian: apt-get install wavpack',
};

const FFMPEG: Command = ['ffmpeg', '-v', 'error', '-nostdin', '-y'];
const PLAIN: Command = [
  ...['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact', '-threads', '1'],
];
const RESAMPLER = 'filter_size=128:cutoff=0.995:dither_method=none';
// of less than its filter is long the resampler makes nothing
const TO_CODEC = `apad=whole_len=512,aresample={codec_rate}:${RESAMPLER}`;
const FROM_CODEC = `aresample={rate}:${RESAMPLER}:out_sample_fmt=s16,apad=whole_len={frames},atrim=end_sample={frames}`;

/** A codec of ffmpeg that takes samples at some rates alone. */
interface ResampledCodec extends Pick<ProgramDeclaration, 'name' | 'summary' | 'rates' | 'parameters'> {
  readonly library: string;
  readonly extension: string;
  readonly options: Command;
  /** Filters between decoder and resampler. */
  readonly delayed: string;
}

function resampled({ library, options, delayed, ...codec }: ResampledCodec): ProgramDeclaration {
  return {
    ...codec,
    family: 'prediction',
    loss: 'free',
    input: 'wav',
    mostChannels: 1,
    encode: [...FFMPEG, '-i', '{in}', '-af', TO_CODEC, '-c:a', library, ...options, ...PLAIN, '{out}'],
    decode: [
      ...FFMPEG,
      '-i',
      '{in}',
      '-af',
      `${delayed}${FROM_CODEC}`,
      '-c:a',
      'pcm_s16le',
      ...PLAIN,
      '{out}',
    ],
    version: ['ffmpeg', '-version'],
    needs: { command: ['ffmpeg', '-hide_banner', '-h', `encoder=${library}`], output: `Encoder ${library}` },
    install: 'Debian: apt-get install ffmpeg',
  };
}

const opus = resampled({
  name: 'opus',
  summary: 'Opus (CELT) by ffmpeg, in Ogg, resampled to a rate of its own and back; each channel goes alone',
  library: 'libopus',
  extension: 'opus',
  rates: [8000, 12000, 16000, 24000, 48000],
  options: [
    ...['-application', 'lowdelay', '-frame_duration', '20', '-vbr', 'off', '-b:a', '{kbps}k'],
    ...['-page_duration', '100000000'],
  ],
  delayed: '',
  parameters: {
    kbps: {
      type: 'integer',
      minimum: 6,
      maximum: 256,
      default: 32,
      sweep: [16, 24, 32, 48],
      meaning: 'kbit/s of a channel, constant',
    },
  },
});

/** What LAME puts in front, and what a decoder of MP3 does: 576 + 529 samples. */
const MP3_DELAY = 1105;

const mp3 = resampled({
  name: 'mp3',
  summary: 'MP3 (LAME) by ffmpeg, resampled to a rate of its own and back; each channel goes alone',
  library: 'libmp3lame',
  extension: 'mp3',
  rates: [16000, 22050, 24000, 32000, 44100, 48000],
  options: ['-b:a', '{kbps}k', '-write_xing', '0', '-id3v2_version', '0'],
  delayed: `atrim=start_sample=${MP3_DELAY},asetpts=PTS-STARTPTS,`,
  parameters: {
    kbps: {
      type: 'choice',
      // those that both of its families of rates have
      choices: ['32', '40', '48', '56', '64', '80', '96', '112', '128', '160'],
      default: '48',
      sweep: ['32', '48', '64'],
      meaning: 'kbit/s of a channel, constant',
    },
  },
});

export const lossyDeclarations: readonly ProgramDeclaration[] = [wavpackHybrid, opus, mp3];
