/** Arguments of `ncb train`, and what is refused before anything is read. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseProfile } from '../../../codecs/converter/profile.js';
import { shippedTrained } from '../../../codecs/trained.js';
import type { RecordingArguments } from '../shared/recordings.js';

export interface TrainArguments extends RecordingArguments {
  /** What is trained: the profile of a converter, or the net of middle-out. */
  model: 'converter' | 'middle-out';
  out: string;
  name: string | undefined;
  'held-out': number;
  force: boolean;
  json: boolean;
}

/**
 * What chains are to call it.
 * @throws Error in one line if it is no name, or taken by a profile or model that ships
 */
export function nameOf({ name, out }: Pick<TrainArguments, 'name' | 'out'>): string {
  const given = name ?? basename(out, '.json').toLowerCase();
  const where = name === undefined ? `--out ${out}: give a --name` : '--name';
  // profiles and models are named alike
  const taken = parseProfile(JSON.stringify({ name: given, first_code: 0, thresholds: [0, 0] }), where).name;
  if (shippedTrained.some(shipped => shipped.name === taken)) {
    throw new Error(`${where}: name ${JSON.stringify(taken)}: is that of one that ships, want another`);
  }
  return taken;
}

/** @throws Error in one line if nothing may be written there */
export function checkOut({ out, force }: Pick<TrainArguments, 'out' | 'force'>): void {
  if (!out.endsWith('.json')) throw new Error(`--out ${out}: want the name of a .json file`);
  const stats = statSync(out, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw new Error(`${out}: is a folder`);
  if (stats !== undefined && !force) throw new Error(`${out}: is there already; --force replaces it`);
}
