/**
 * What a specifier names: a module or package whose code is run, a program declared in JSON, or what was learned: the
 * profile of a converter, a model or topology of middle-out.
 */
import { existsSync, readFileSync } from 'node:fs';
import { kindOfText, type TrainedParameter } from '../../codecs/trained.js';

/** Whether a file declares a program (codecs/programs/declaration.ts), unless it is a profile, model or topology. */
export function isDeclaration(specifier: string): boolean {
  return specifier.endsWith('.json');
}

/** Which of what is learned a file is, rather than a declared program; undefined of any other, or none. */
export function trainedKindOf(path: string): TrainedParameter | undefined {
  return path.endsWith('.json') && existsSync(path) ? kindOfText(readFileSync(path, 'utf8')) : undefined;
}

export function isTrained(path: string): boolean {
  return trainedKindOf(path) !== undefined;
}

const kinds = new Map<string, boolean>();

/** Whether any of these specifiers is a plugin's, whose code must be kept apart; profiles, models and topologies are data. */
export function arePlugins(specifiers: readonly string[]): boolean {
  return specifiers.some(specifier => {
    const isData = kinds.get(specifier) ?? isTrained(specifier);
    kinds.set(specifier, isData);
    return !isData;
  });
}
