/**
 * What `ncb explain` found of chains of a run, from a file beside its CSVs:
 *
 *   ncb explain CHAIN PATH.. --json > results/NAME/explain.json
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText } from '../run/load.js';
import { type Fields, hasField, numberIn, objectIn, objectsIn, readFields, textIn } from './fields.js';
import type { ExplainedChain, ExplainedCoder, ExplainedTransform } from './model.js';

const FILE = 'explain.json';

/**
 * Of the run at a path; none where the file is not there.
 * @throws Error in one line that names the file and what is wrong
 */
export function readExplained(path: string): ExplainedChain[] {
  const file = join(statSync(path).isDirectory() ? path : dirname(path), FILE);
  return existsSync(file) ? parseExplained(readText(file), file) : [];
}

/**
 * @param text of one chain, or of two against each other
 * @param file that it is from, for errors
 * @throws Error in one line that names the file and what is wrong
 */
export function parseExplained(text: string, file: string): ExplainedChain[] {
  return readFields(text, file, 'ncb explain --json', fields => {
    const chains = hasField(fields, 'chains') ? objectsIn(fields, 'chains') : [fields];
    return chains.map(explainedChain);
  });
}

function explainedChain(fields: Fields): ExplainedChain {
  const all = objectIn(fields, 'all');
  return {
    chain: textIn(fields, 'chain'),
    headline: textIn(fields, 'headline'),
    recordings: objectsIn(fields, 'recordings').length,
    samples: numberIn(all, 'samples'),
    givenBits: numberIn(objectIn(all, 'given'), 'order0_bits'),
    transforms: objectsIn(all, 'transforms').map(explainedTransform),
    coder: explainedCoder(objectIn(all, 'coder')),
    compressors: objectsIn(all, 'compressors').map(compressor => ({
      stage: textIn(compressor, 'stage'),
      bits: 8 * numberIn(compressor, 'bytes'),
    })),
  };
}

function explainedTransform(fields: Fields): ExplainedTransform {
  const leaves = objectIn(fields, 'leaves');
  return {
    stage: textIn(fields, 'stage'),
    sideBits: 8 * numberIn(fields, 'side_bytes'),
    order0Bits: numberIn(leaves, 'order0_bits'),
    normalBits: numberIn(leaves, 'normal_bits'),
    predictedBits: numberIn(leaves, 'predicted_bits'),
  };
}

function explainedCoder(fields: Fields): ExplainedCoder {
  const parts = fields.values.parts === null ? [] : objectsIn(fields, 'parts');
  return {
    stage: textIn(fields, 'stage'),
    bits: 8 * numberIn(fields, 'bytes'),
    parts: parts.map(part => ({ name: textIn(part, 'name'), bits: numberIn(part, 'bits') })),
  };
}
