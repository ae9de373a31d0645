/** A long synthetic probe, written as SpikeGLX writes one: `NAME.ap.bin` and `NAME.ap.meta`, and `NAME.ap.spikes.csv`
 * of when its units fire. */
import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { bytesOf } from '../../../codecs/bytes/stream.js';
import { makeFolder, writeFileBeside } from '../../common/files.js';
import { formatSpikes, spikesPathOf } from '../spikes-file.js';
import { type LongProbe, longProbeUnits, makeLongProbe, type ProbeBits } from './long-probe.js';
import { PROBE_RATE_HZ } from './probe.js';

/** Samples that are made at a time: 2 MiB of them, 8 of what they are made of. */
const PIECE_SAMPLES = 2 ** 20;

export interface WriteProbeOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Writes a probe, a piece at a time; what there is of it lies beside its name until it is whole.
 * @returns path of the .bin
 * @throws Error in one line if the folder cannot be written to, or has such a probe
 */
export async function writeProbe(
  folder: string,
  probe: LongProbe,
  { signal, onProgress }: WriteProbeOptions,
): Promise<string> {
  makeFolder(folder);
  const name = join(folder, `synthetic-${probe.channels}ch-${probe.bits}bit_g0_t0.imec0.ap`);
  const [path, part] = [`${name}.bin`, `${name}.bin.part`];
  if (existsSync(path)) throw new Error(`${path}: is there already; choose another folder`);
  const totalBytes = 2 * probe.channels * probe.frames;
  const descriptor = openSync(part, 'w');
  try {
    let done = 0;
    for (const piece of makeLongProbe(probe, Math.max(1, Math.floor(PIECE_SAMPLES / probe.channels)))) {
      signal.throwIfAborted();
      writeAll(descriptor, bytesOf(piece));
      done += piece.byteLength;
      onProgress(done, totalBytes);
      await setImmediate();
    }
  } catch (thrown) {
    closeSync(descriptor);
    rmSync(part);
    throw thrown;
  }
  closeSync(descriptor);
  writeFileBeside(`${name}.meta`, new TextEncoder().encode(metaOf(probe, totalBytes)));
  writeFileBeside(spikesPathOf(path), formatSpikes(longProbeUnits(probe)));
  renameSync(part, path);
  return path;
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

/** Of the probe of 10 bits and of that of 14: gain, type, and the greatest code and one. */
const CONVERTERS: Readonly<Record<ProbeBits, { gain: number; type: number; most: number; rangeV: number }>> =
  {
    10: { gain: 500, type: 0, most: 512, rangeV: 0.6 },
    14: { gain: 80, type: 21, most: 8192, rangeV: 0.5 },
  };

function metaOf({ channels, frames, bits }: LongProbe, bytes: number): string {
  const { gain, type, most, rangeV } = CONVERTERS[bits];
  const lines = {
    typeThis: 'imec',
    nSavedChans: channels,
    snsApLfSy: `${channels},0,0`,
    imSampRate: PROBE_RATE_HZ,
    imAiRangeMax: rangeV,
    imMaxInt: most,
    imChan0apGain: gain,
    imDatPrb_type: type,
    fileSizeBytes: bytes,
    fileTimeSecs: frames / PROBE_RATE_HZ,
    userNotes: 'made by ncb data synthesize',
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
