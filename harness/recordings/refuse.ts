/** The boundary where what a file's reader throws becomes a refusal. */
import { UnsupportedError } from '../../codecs/codec.js';
import { messageOf, oneLine } from '../../codecs/errors.js';
import type { Refusal } from './recording.js';

export function refuse(name: string, thrown: unknown): Refusal {
  const status = thrown instanceof UnsupportedError ? 'unsupported' : 'error';
  return { name, status, reason: oneLine(messageOf(thrown).replaceAll(/\p{Cc}+/gu, ' ')) };
}
