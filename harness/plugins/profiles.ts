/**
 * Profiles of converters that a user gives with `--profile`. A profile is data: it is read by whoever needs it, and its
 * path goes with the specifiers of plugins to the processes that measure.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type ConverterProfile, parseProfile } from '../../codecs/converter/profile.js';
import { shippedProfiles } from '../../codecs/converter/shipped.js';
import { versionOfFile } from '../run/versions.js';

/** A profile, where it is, and what stands in `versions` for it. */
export interface GivenProfile {
  readonly profile: ConverterProfile;
  /** As it was typed. */
  readonly given: string;
  /** Absolute path. */
  readonly specifier: string;
  /** `my-probe.json@sha256:0123456789ab`. */
  readonly version: string;
}

/**
 * Reads the profiles that `--profile` names, in their order.
 * @throws Error if one is no profile, or two have one name
 */
export function findProfiles(given: readonly string[]): GivenProfile[] {
  const specifiers = new Map(given.map(name => [resolve(name), name]));
  const found = [...specifiers].map(([specifier, name]) => {
    if (statSync(specifier, { throwIfNoEntry: false })?.isFile() !== true)
      throw new Error(`profile ${name}: no such file`);
    const text = readFileSync(specifier, 'utf8');
    const profile = parseProfile(text, `profile ${name}`);
    return { profile, given: name, specifier, version: versionOfFile(specifier, text) };
  });
  knownProfiles(found.map(({ profile }) => profile));
  return found;
}

/**
 * Those that ship, and those given.
 * @throws Error if two have one name
 */
export function knownProfiles(given: readonly ConverterProfile[]): readonly ConverterProfile[] {
  const profiles = [...shippedProfiles, ...given];
  for (const [k, { name }] of profiles.entries()) {
    if (profiles.findIndex(other => other.name === name) === k) continue;
    const owner = shippedProfiles.some(shipped => shipped.name === name) ? 'one that ships' : 'another given';
    throw new Error(
      `profile ${name}: ${owner} has this name; give it another in its file, or train with --name`,
    );
  }
  return profiles;
}

/** @throws Error if the file is no profile */
export function readProfile(path: string): ConverterProfile {
  return parseProfile(readFileSync(path, 'utf8'), `profile ${basename(path)}`);
}
