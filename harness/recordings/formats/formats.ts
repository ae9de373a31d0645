/** The recording formats that are read, a line each. */
import { extname } from 'node:path';
import { blackrock } from './blackrock.js';
import { edf } from './edf.js';
import type { GivenFacts, Place, RecordingFormat } from './format.js';
import { headerless } from './headerless.js';
import { intan } from './intan.js';
import { mda } from './mda.js';
import { mtscomp } from './mtscomp.js';
import { neuralynx } from './neuralynx.js';
import { npy } from './npy.js';
import { nwb } from './nwb.js';
import { openEphys } from './open-ephys.js';
import { spikeGlx } from './spikeglx.js';
import { spikeInterface } from './spikeinterface.js';
import { wav } from './wav.js';
import { zarr } from './zarr.js';

/** The first that matches a file has it, so formats that are known by more come before those that are known by less. */
export const formats: readonly RecordingFormat[] = [
  wav,
  spikeGlx,
  openEphys,
  intan,
  blackrock,
  neuralynx,
  edf,
  npy,
  mda,
  nwb,
  spikeInterface,
  zarr,
  mtscomp,
  headerless,
];

/** The format of a file; what is of none is left to WAV, whose refusal names what else it is or how it begins. */
export function formatOf(place: Place, given: GivenFacts): RecordingFormat {
  const extension = extname(place.path).toLowerCase();
  return formats.find(format => format.matches(place, given) || format.extensions.includes(extension)) ?? wav;
}

/** @throws Error if there is none of this name */
export function formatNamed(name: string): RecordingFormat {
  const format = formats.find(one => one.name === name);
  if (format === undefined) throw new Error(`no recording format ${JSON.stringify(name)}`);
  return format;
}

/** The file by which a folder of these entries is known to be one recording. */
export function anchorAmong(entries: readonly string[]): string | undefined {
  const names = new Set(entries);
  return formats.flatMap(({ anchors = [] }) => anchors).find(anchor => names.has(anchor));
}
