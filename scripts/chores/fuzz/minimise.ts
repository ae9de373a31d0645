/** Fewer bytes that show the same. */
import type { Attempt, Mutant } from './subject.js';
import { kindOf } from './verdict.js';

const TRIES = 300;

/** Takes away what is not needed, half by half and then less, for as long as a finding of the same kind stays. */
export async function minimised(
  { bytes, isResealed }: Mutant,
  finding: string,
  attempt: Attempt,
): Promise<Uint8Array> {
  let best = bytes;
  let tries = TRIES;
  const shows = async (some: Uint8Array) => {
    tries--;
    const found = await attempt({ bytes: some, isResealed });
    return found !== undefined && kindOf(found) === kindOf(finding);
  };
  for (let size = best.length >> 1; size >= 1 && tries > 0; size >>= 1) {
    for (let at = 0; at < best.length && tries > 0; ) {
      const less = Uint8Array.of(...best.subarray(0, at), ...best.subarray(at + size));
      if (await shows(less)) best = less;
      else at += size;
    }
  }
  return best;
}
