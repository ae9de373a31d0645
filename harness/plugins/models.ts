/**
 * Files of `ncb train` and `ncb topology` that a user gives with `--profile`: profiles of converters, models and
 * topologies of middle-out. They are data: read by whoever needs them, and their paths go with the specifiers of plugins
 * to the processes that measure.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { ParameterValues } from '../../codecs/codec.js';
import {
  isTopology,
  parameterOf,
  parseTrained,
  shippedTrained,
  type TrainedModel,
} from '../../codecs/trained.js';
import { versionOfFile } from '../run/versions.js';

/** A profile, model or topology, where it is, and what stands in `versions` for it. */
export interface GivenModel {
  readonly trained: TrainedModel;
  /** As it was typed. */
  readonly given: string;
  /** Absolute path. */
  readonly specifier: string;
  /** `my-probe.json@sha256:0123456789ab`. */
  readonly version: string;
}

/**
 * Reads the files that `--profile` names, in their order.
 * @throws Error if one is none of these, or two have one name
 */
export function findModels(given: readonly string[]): GivenModel[] {
  const specifiers = new Map(given.map(name => [resolve(name), name]));
  const found = [...specifiers].map(([specifier, name]) => {
    if (statSync(specifier, { throwIfNoEntry: false })?.isFile() !== true)
      throw new Error(`profile ${name}: no such file`);
    const text = readFileSync(specifier, 'utf8');
    const trained = parseTrained(text, `profile ${name}`);
    return { trained, given: name, specifier, version: versionOfFile(specifier, text) };
  });
  knownModels(found.map(({ trained }) => trained));
  return found;
}

/**
 * Those that ship, and those given. No two share a name, though one be a profile and the other a model or topology.
 * @throws Error if two have one name
 */
export function knownModels(given: readonly TrainedModel[]): readonly TrainedModel[] {
  const models = [...shippedTrained, ...given];
  for (const [k, trained] of models.entries()) {
    const { name } = trained;
    if (models.findIndex(other => other.name === name) === k) continue;
    const owner = shippedTrained.some(shipped => shipped.name === name) ? 'one that ships' : 'another given';
    const remedy = isTopology(trained)
      ? 'give it another in its file, or write it with --out OTHER.json'
      : 'give it another in its file, or train with --name';
    throw new Error(`${parameterOf(trained)} ${name}: ${owner} has this name; ${remedy}`);
  }
  return models;
}

/** Whether parameters of a coder name a profile, model or topology. */
export function namesModel(values: ParameterValues, trained: TrainedModel): boolean {
  return values[parameterOf(trained)] === trained.name;
}

/** @throws Error if the file is neither profile, model nor topology */
export function readModel(path: string): TrainedModel {
  return parseTrained(readFileSync(path, 'utf8'), `profile ${basename(path)}`);
}
