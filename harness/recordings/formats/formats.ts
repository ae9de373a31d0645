/** The recording formats that are read, a line each. */
import { extname } from 'node:path';
import type { GivenFacts, Place, RecordingFormat } from './format.js';
import { headerless } from './headerless.js';
import { wav } from './wav.js';

/** The first that matches a file has it, so formats that are known by more come before those that are known by less. */
export const formats: readonly RecordingFormat[] = [wav, headerless];

/** The format of a file; what is of none is left to WAV, whose refusal names what else it is or how it begins. */
export function formatOf(place: Place, given: GivenFacts): RecordingFormat {
  const extension = extname(place.path).toLowerCase();
  return formats.find(format => format.matches(place, given) || format.extensions.includes(extension)) ?? wav;
}
