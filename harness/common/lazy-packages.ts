/**
 * Packages that few processes need: each is loaded when it is first asked for, since a measuring process begins
 * thousands of times in a sweep.
 */
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** @throws Error if it is not installed, as do the others */
export function wavefile(): typeof import('wavefile') {
  return load('wavefile');
}

export function csvParse(): typeof import('csv-parse/sync') {
  return load('csv-parse/sync');
}

export function csvStringify(): typeof import('csv-stringify/sync') {
  return load('csv-stringify/sync');
}

export function fftJs(): typeof import('fft.js') {
  return load('fft.js');
}

export function pidUsage(): typeof import('pidusage') {
  return load('pidusage');
}

export function cliProgress(): typeof import('cli-progress') {
  return load('cli-progress');
}
