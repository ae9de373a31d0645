/** Fields that are words: read once for each text of a column. */
import { isScope } from '../../recordings/recording.js';
import type { Column } from '../columns.js';

/**
 * @param column of texts, words, scopes or truth values
 * @throws Error that says what the text is not
 */
export function parseWord(text: string, { type, optional }: Column): string | boolean | null {
  if (text === '' && optional) return null;
  if (typeof type !== 'string') return oneOf(text, type);
  if (type === 'truth value') return oneOf(text.toLowerCase(), ['true', 'false']) === 'true';
  if (type !== 'scope' || isScope(text)) return text;
  throw new Error('is not recording, solid, or a length of chunks such as 1s');
}

function oneOf(text: string, words: readonly string[]): string {
  if (words.includes(text)) return text;
  throw new Error(`is not one of ${words.join(', ')}`);
}
