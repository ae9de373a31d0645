/** The profiles that ship with the package, each a file beside this one's source. */
import { readFileSync } from 'node:fs';
import { type ConverterProfile, parseProfile } from './profile.js';

const NAMES = ['neuralink'];

export const shippedProfiles: readonly ConverterProfile[] = NAMES.map(name => {
  const path = new URL(`../../../codecs/converter/${name}.json`, import.meta.url);
  return parseProfile(readFileSync(path, 'utf8'), `${name}.json`);
});
