/**
 * What a specifier names: a module or package whose code is run, a program declared in JSON, or the profile of a
 * converter.
 */
import { existsSync, readFileSync } from 'node:fs';

/** Whether a file declares a program (codecs/programs/declaration.ts), unless it is a profile. */
export function isDeclaration(specifier: string): boolean {
  return specifier.endsWith('.json');
}

/** Whether a file is a profile rather than a declared program; a file that is neither is none. */
export function isProfile(path: string): boolean {
  if (!path.endsWith('.json') || !existsSync(path)) return false;
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof parsed === 'object' && parsed !== null && 'thresholds' in parsed;
  } catch {
    return false;
  }
}

const kinds = new Map<string, boolean>();

/** Whether any of these specifiers is a plugin's, whose code must be kept apart; profiles are data. */
export function arePlugins(specifiers: readonly string[]): boolean {
  return specifiers.some(specifier => {
    const isData = kinds.get(specifier) ?? isProfile(specifier);
    kinds.set(specifier, isData);
    return !isData;
  });
}
