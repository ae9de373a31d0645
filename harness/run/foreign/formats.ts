/** The one list of other tools' results that can be read. */
import type { ForeignFormat } from './format.js';
import { lzbenchCsv } from './lzbench-csv.js';
import { lzbenchText } from './lzbench-text.js';
import { n1Codec } from './n1-codec.js';
import { neuralLosslessCompression } from './neural-lossless-compression.js';
import { squash } from './squash.js';
import { turboBenchCsv, turboBenchTbb } from './turbobench.js';

export const foreignFormats: readonly ForeignFormat[] = [
  n1Codec,
  neuralLosslessCompression,
  lzbenchCsv,
  lzbenchText,
  turboBenchCsv,
  turboBenchTbb,
  squash,
];
