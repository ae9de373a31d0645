/**
 * The ids of chains, `transform* coder compressor*`, parsed and printed.
 *
 *   chain = stage ('+' stage)*     stage = name (':' key '=' value (',' key '=' value)*)?
 *
 * A name may begin with `exec:`, as in exec:wavpack:level=high. Printed ids leave out defaults and sort parameters;
 * `parseChain(printChain(c))` is `c`.
 */
import {
  type Coder,
  type Compressor,
  completeValues,
  type ParameterValue,
  type ParameterValues,
  type Registry,
  type Stage,
  type Transform,
} from './codec.js';
import { messageOf } from './errors.js';
import { ownValue } from './own-value.js';

/** A stage with a value for each of its parameters. */
export interface Configured<S extends Stage = Stage> {
  readonly stage: S;
  readonly values: ParameterValues;
}

export interface Chain {
  readonly transforms: readonly Configured<Transform>[];
  readonly coder: Configured<Coder>;
  readonly compressors: readonly Configured<Compressor>[];
}

const PROGRAM_PREFIX = 'exec:';

/**
 * A stage with values; what is not given takes its default.
 * @throws Error if a parameter is unknown or out of range
 */
export function configure<S extends Stage>(stage: S, values: ParameterValues = {}): Configured<S> {
  return { stage, values: completeValues(stage.name, stage.parameters, values) };
}

/** A chain out of configured stages; a wrong order does not compile. */
export function makeChain(
  transforms: readonly Configured<Transform>[],
  coder: Configured<Coder>,
  compressors: readonly Configured<Compressor>[] = [],
): Chain {
  return { transforms, coder, compressors };
}

/** All stages of a chain, in the order in which encode runs them. */
export function stagesOf(chain: Chain): readonly Configured[] {
  return [...chain.transforms, chain.coder, ...chain.compressors];
}

/**
 * Parses `name:key=value,key=value`.
 * @throws Error that names what is wrong and what would be right
 */
export function parseStage(text: string, registry: Registry): Configured {
  const [name, rest] = splitStage(text.trim());
  const stage = registry.get(name);
  if (stage === undefined) {
    const known = [...registry.keys()].join(', ');
    throw new Error(`no stage ${JSON.stringify(name)}; there are ${known}`);
  }
  const values = new Map<string, ParameterValue>();
  for (const assignment of rest === undefined ? [] : rest.split(',')) {
    const [key, value] = splitOnce(assignment.trim(), '=');
    if (value === undefined) {
      throw new Error(`${name}: ${JSON.stringify(assignment)} is not a parameter, write ${name}:key=value`);
    }
    if (values.has(key)) throw new Error(`${name}: ${key} is given twice`);
    values.set(
      key,
      ownValue(stage.parameters, key)?.type === 'integer' ? parseInteger(name, key, value) : value,
    );
  }
  return configure(stage, Object.fromEntries(values));
}

/** Parts a stage's name, the prefix `exec:` with it, from what follows the next colon. */
export function splitStage(text: string): [string, string | undefined] {
  const prefix = text.startsWith(PROGRAM_PREFIX) ? PROGRAM_PREFIX : '';
  const [name, rest] = splitOnce(text.slice(prefix.length), ':');
  return [prefix + name, rest];
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function parseInteger(stage: string, key: string, text: string): number {
  if (!/^-?\d{1,9}$/.test(text))
    throw new Error(`${stage}: ${key} ${JSON.stringify(text)} is not a whole number`);
  return Number(text);
}

/**
 * Parses a chain's id. `none` is left out of the chain wherever it stands.
 * @throws Error with a sentence that names the stage and what would fit
 */
export function parseChain(text: string, registry: Registry): Chain {
  try {
    return assembleChain(text.split('+').map(part => parseStage(part, registry)));
  } catch (cause) {
    throw new Error(`chain ${JSON.stringify(text)}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Sorts configured stages into a chain.
 * @throws Error if their order does not fit `transform* coder compressor*`
 */
export function assembleChain(stages: readonly Configured[]): Chain {
  const transforms: Configured<Transform>[] = [];
  const compressors: Configured<Compressor>[] = [];
  let coder: Configured<Coder> | undefined;
  for (const { stage, values } of stages) {
    if (stage.name === 'none') continue;
    if (stage.kind === 'transform') {
      if (coder !== undefined) throw new Error(misplaced(stage, `after the coder ${coder.stage.name}`));
      transforms.push({ stage, values });
    } else if (stage.kind === 'coder') {
      if (coder !== undefined) throw new Error(misplaced(stage, `after the coder ${coder.stage.name}`));
      coder = { stage, values };
    } else {
      if (coder === undefined) throw new Error(misplaced(stage, 'before any coder'));
      compressors.push({ stage, values });
    }
  }
  if (coder === undefined) {
    throw new Error('it has no coder, which turns samples into bytes; add one, such as raw, rice or rans');
  }
  return { transforms, coder, compressors };
}

const WHAT_FITS = {
  transform: 'is a transform (samples -> samples) and cannot stand',
  coder: 'is a coder (samples -> bytes) and cannot stand',
  compressor: 'is a compressor (bytes -> bytes) and cannot stand',
} as const;

function misplaced(stage: Stage, where: string): string {
  const fits =
    stage.kind === 'compressor'
      ? 'put a coder such as raw or shuffle before it'
      : 'what fits there is a compressor such as zstd, or nothing';
  return `${stage.name} ${WHAT_FITS[stage.kind]} ${where}; ${fits}`;
}

/** The id of a configured stage: defaults left out, parameters sorted. */
export function printStage({ stage, values }: Configured): string {
  const shown = Object.keys(stage.parameters)
    .filter(key => values[key] !== stage.parameters[key]?.default)
    .sort()
    .map(key => `${key}=${values[key]}`);
  return shown.length === 0 ? stage.name : `${stage.name}:${shown.join(',')}`;
}

/** The printable id of a chain, as in the CSV. */
export function printChain(chain: Chain): string {
  return stagesOf(chain).map(printStage).join('+');
}
