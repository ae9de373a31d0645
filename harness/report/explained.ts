/**
 * What `ncb explain` found of chains of a run, from a file beside its CSVs:
 *
 *   ncb explain CHAIN PATH.. --json > results/NAME/explain.json
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText } from '../run/load.js';
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
  try {
    const json = recordOf(JSON.parse(text), 'the file');
    const chains = json.chains === undefined ? [json] : listOf(json, 'chains');
    return chains.map(chain => explainedChain(recordOf(chain, 'a chain')));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file}: not what ncb explain --json writes: ${message}`, { cause });
  }
}

type Json = Readonly<Record<string, unknown>>;

function explainedChain(json: Json): ExplainedChain {
  const all = recordOf(json.all, 'all');
  return {
    chain: textOf(json, 'chain'),
    headline: textOf(json, 'headline'),
    recordings: listOf(json, 'recordings').length,
    samples: numberOf(all, 'samples'),
    givenBits: numberOf(recordOf(all.given, 'given'), 'order0_bits'),
    transforms: listOf(all, 'transforms').map(of => explainedTransform(recordOf(of, 'a transform'))),
    coder: explainedCoder(recordOf(all.coder, 'coder')),
    compressors: listOf(all, 'compressors').map(of => {
      const compressor = recordOf(of, 'a compressor');
      return { stage: textOf(compressor, 'stage'), bits: 8 * numberOf(compressor, 'bytes') };
    }),
  };
}

function explainedTransform(json: Json): ExplainedTransform {
  const leaves = recordOf(json.leaves, 'leaves');
  return {
    stage: textOf(json, 'stage'),
    sideBits: 8 * numberOf(json, 'side_bytes'),
    order0Bits: numberOf(leaves, 'order0_bits'),
    normalBits: numberOf(leaves, 'normal_bits'),
    predictedBits: numberOf(leaves, 'predicted_bits'),
  };
}

function explainedCoder(json: Json): ExplainedCoder {
  const parts = json.parts === null ? [] : listOf(json, 'parts');
  return {
    stage: textOf(json, 'stage'),
    bits: 8 * numberOf(json, 'bytes'),
    parts: parts.map(of => {
      const part = recordOf(of, 'a part');
      return { name: textOf(part, 'name'), bits: numberOf(part, 'bits') };
    }),
  };
}

function recordOf(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} is no object`);
  return { ...value };
}

function listOf(json: Json, key: string): readonly unknown[] {
  const value = json[key];
  if (!Array.isArray(value)) throw new Error(`${key} is no list`);
  return value;
}

function textOf(json: Json, key: string): string {
  const value = json[key];
  if (typeof value !== 'string') throw new Error(`${key} is no text`);
  return value;
}

function numberOf(json: Json, key: string): number {
  const value = json[key];
  if (typeof value !== 'number') throw new Error(`${key} is no number`);
  return value;
}
