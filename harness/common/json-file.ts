/** Files of JSON that this program wrote, and that may have been torn or changed since. */
import { readFileSync } from 'node:fs';
import { messageOf, oneLine } from '../../codecs/errors.js';
import type { Shape } from './shape.js';

/**
 * @param shape of what was written there
 * @param none what is said of JSON that has another
 * @throws Error in one line that names the file and what is wrong
 */
export function readJsonFile<T>(path: string, shape: Shape, none: string): T {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path}: ${oneLine(messageOf(cause))}`, { cause });
  }
  const wrong = shape(parsed);
  if (wrong !== undefined) throw new Error(`${path}: ${none}: ${wrong}`);
  return parsed as T;
}
