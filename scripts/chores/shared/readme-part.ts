/** Parts of a README.md that a command writes, each between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';

/** Puts a part into a file, given by its path below the checkout. */
export function writeReadmePart(name: string, part: string, file = 'README.md'): void {
  const path = join(packageRoot, file);
  writeFileBeside(path, replacePart(readFileSync(path, 'utf8'), name, part));
}

/**
 * The text with what stands between the two marks of a part replaced.
 * @throws Error if it does not have both, once and in order
 */
export function replacePart(text: string, name: string, part: string): string {
  const [beginMark, endMark] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [before, rest, ...moreBegins] = text.split(beginMark);
  const [, after, ...moreEnds] = (rest ?? '').split(endMark);
  if (after === undefined || moreBegins.length + moreEnds.length > 0 || before.includes(endMark)) {
    throw new Error(`want one ${beginMark} and after it one ${endMark}`);
  }
  return `${before}${beginMark}\n${part}\n${endMark}${after}`;
}
