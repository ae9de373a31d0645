/** Grids of the coders that take a profile. Apart from the presets, since it loads every stage. */
import type { Stage } from '../../codecs/codec.js';
import type { ConverterProfile } from '../../codecs/converter/profile.js';
import { stagesWith } from '../../codecs/registry.js';
import type { Grid } from './grid.js';

/** Every coder that takes a profile, with each of these, behind the codes that a profile is of. */
export function profileGrids(profiles: readonly ConverterProfile[]): Grid[] {
  const names = profiles.map(({ name }) => name).join('/');
  const coders = stagesWith(profiles)
    .filter(takesProfile)
    .map(({ name }) => `${name}:profile=${names}`);
  if (profiles.length === 0 || coders.length === 0) return [];
  return [{ transforms: 'levels', coders: coders.join(), compressors: 'none' }];
}

/** Whether a stage has a parameter for the profile of its converter. */
export function takesProfile({ kind, parameters }: Stage): boolean {
  return kind === 'coder' && 'profile' in parameters;
}
