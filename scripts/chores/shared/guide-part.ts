/** Parts of the guides that a chore writes, each between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';

/** A part of a guide. */
export interface GuidePart {
  readonly name: string;
  /** Path of the guide from the root of the repository. */
  readonly file: string;
}

/** Puts a text into the guide that has this part. */
export function writePart(part: GuidePart, text: string): void {
  writeFileBeside(join(packageRoot, part.file), withPart(part, text));
}

/** Whether the guide shows this text as that part. */
export function showsPart(part: GuidePart, text: string): boolean {
  return withPart(part, text) === readFileSync(join(packageRoot, part.file), 'utf8');
}

function withPart({ name, file }: GuidePart, text: string): string {
  return replacePart(readFileSync(join(packageRoot, file), 'utf8'), name, text);
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
