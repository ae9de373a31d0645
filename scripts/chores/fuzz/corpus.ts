/** Findings that are kept: small files of synthetic bytes, which tests try again. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../harness/common/package-root.js';
import type { Mutant } from './subject.js';

const CORPUS = join(packageRoot, 'scripts', 'chores', 'fuzz', 'corpus');

/** One that was found. */
export interface Finding extends Mutant {
  readonly subject: string;
  /** What was wrong, with its kind before a colon. */
  readonly finding: string;
  /** Seed and number of the case. */
  readonly seed: number;
  readonly number: number;
}

/** @returns the name of the file */
export function keepFinding({ bytes, ...facts }: Finding, folder = CORPUS): string {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const name = `${facts.subject.replaceAll(/[^a-z0-9]+/gi, '-')}-${digest}.json`;
  const base64 = Buffer.from(bytes).toString('base64');
  writeFileSync(join(folder, name), `${JSON.stringify({ ...facts, base64 }, null, 2)}\n`);
  return name;
}

/** @throws Error if a file is none of these */
export function keptFindings(folder = CORPUS): Finding[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter(name => name.endsWith('.json'));
  return names.sort().map(name => {
    const { base64, ...facts } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return { ...facts, bytes: new Uint8Array(Buffer.from(base64, 'base64')) };
  });
}
