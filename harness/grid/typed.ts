/** Stages and chains as people type them: what they misname is told with what they may have meant. */
import {
  type Chain,
  type Configured,
  parseChain,
  parseStage,
  splitStage,
  stagesOf,
} from '../../codecs/chain-id.js';
import type { LossKind, Parameter, Registry, Stage, StageKind } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { lossOf, lossOfStage } from '../../codecs/loss.js';
import { nearest, suggest } from '../common/near.js';

/**
 * Parses `name:key=value,key=value`.
 * @param kind what alone would fit, if that is known
 * @throws Error in one line that says what is wrong, what is near to it, and what there is
 */
export function parseTypedStage(text: string, registry: Registry, kind?: StageKind): Configured {
  try {
    return parseStage(text, registry);
  } catch (cause) {
    throw new Error(explain(text, registry, kind) ?? messageOf(cause), { cause });
  }
}

/**
 * Parses a chain's id.
 * @throws Error in one line, as of a stage, with the chain before it
 */
export function parseTypedChain(text: string, registry: Registry): Chain {
  try {
    return parseChain(text, registry);
  } catch (cause) {
    for (const part of text.split('+')) {
      const explained = explain(part, registry);
      if (explained !== undefined) throw new Error(`chain ${JSON.stringify(text)}: ${explained}`, { cause });
    }
    throw cause;
  }
}

/**
 * Parses the id of a chain for what keeps every sample.
 * @param instead what else can be done with a chain that may lose some
 * @throws Error in one line, also if the chain may lose some
 */
export function parseLosslessChain(
  text: string,
  registry: Registry,
  instead = 'ncb sweep measures what is lost',
): Chain {
  const chain = parseTypedChain(text, registry);
  if (lossOf(chain) === 'none') return chain;
  throw new Error(
    `chain ${JSON.stringify(text)}: ${losingStage(chain)} may lose samples, and here every one is kept; ${instead}`,
  );
}

/** What a copy may lose: samples come back, off by a bound or not. */
export type CopyLoss = 'bounded' | 'free';

/**
 * Parses the id of a chain for a lossy copy.
 * @throws Error in one line, also if the chain loses nothing, or gives back no samples
 */
export function parseLossyChain(text: string, registry: Registry): { chain: Chain; kind: CopyLoss } {
  const chain = parseTypedChain(text, registry);
  const kind = lossOf(chain);
  if (kind === 'bounded' || kind === 'free') return { chain, kind };
  const name = JSON.stringify(text);
  throw new Error(
    kind === 'none'
      ? `chain ${name} keeps every sample, and a lossy copy is by one that may lose some, such as levels+quantize:step=7+lms-range`
      : `chain ${name}: ${losingStage(chain, kind)} gives back ${kind}, no samples: no copy of a recording is made of them; ncb sweep measures it`,
  );
}

/** The first that loses anything, or loses so. */
function losingStage(chain: Chain, kind?: LossKind): string | undefined {
  const loses = (loss: LossKind) => (kind === undefined ? loss !== 'none' : loss === kind);
  return stagesOf(chain).find(configured => loses(lossOfStage(configured)))?.stage.name;
}

/** What is misnamed in a stage; undefined if nothing is. */
function explain(text: string, registry: Registry, kind?: StageKind): string | undefined {
  const [name, assignments] = splitStage(text.trim());
  const stage = registry.get(name);
  if (stage === undefined) return explainName(name, registry, kind);
  for (const assignment of assignments?.split(',') ?? []) {
    const explained = explainAssignment(stage, assignment.trim());
    if (explained !== undefined) return explained;
  }
  return undefined;
}

const KINDS: readonly StageKind[] = ['transform', 'coder', 'compressor'];

function explainName(name: string, registry: Registry, kind: StageKind | undefined): string {
  const stages = [...registry.values()].filter(stage => kind === undefined || stage.kind === kind);
  const parts = name.split(/[\s,|>]+/);
  const isChain = parts.length > 1 && parts.every(part => registry.has(part));
  const names = stages.map(stage => stage.name);
  const near = isChain ? [parts.join('+')] : nearest(name, names);
  const kinds = KINDS.filter(each => kind === undefined || each === kind);
  const there = kinds.map(each => `${each}s ${listOf(stages, each)}`).join('; ');
  return `no stage ${JSON.stringify(name)}${suggest(near, `there are ${there}; ncb list has all`)}`;
}

const MOST_LISTED = 8;

/** Names of one kind, a few; variants of others of that kind, such as gzip-native, are among those left out. */
function listOf(stages: readonly Stage[], kind: StageKind): string {
  const names = stages.filter(stage => stage.kind === kind && stage.name !== 'none').map(({ name }) => name);
  const plain = names.filter(
    name => !name.startsWith('exec:') && !names.some(other => name.startsWith(`${other}-`)),
  );
  const shown = plain.slice(0, MOST_LISTED);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function explainAssignment({ name, parameters }: Stage, assignment: string): string | undefined {
  const keys = Object.keys(parameters);
  const described = keys.map(key => describeParameter(key, parameters[key])).join(', ');
  const there = `it has ${described === '' ? 'none' : described}`;
  const [, key, value] = /^([^=]*)=(.*)$/.exec(assignment) ?? [];
  if (value === undefined) {
    return `${name}: ${JSON.stringify(assignment)} is no parameter, write key=value; ${there}`;
  }
  if (!keys.includes(key)) {
    return `${name}: no parameter ${JSON.stringify(key)}${suggest(nearest(key, keys), there)}`;
  }
  return explainValue(name, key, parameters[key], value);
}

function describeParameter(key: string, parameter: Parameter): string {
  if (parameter.type === 'integer') return `${key}=${parameter.minimum}..${parameter.maximum}`;
  return `${key}=${parameter.choices.join('|')}`;
}

/** What is out of its range the parser explains as well. */
function explainValue(name: string, key: string, parameter: Parameter, value: string): string | undefined {
  if (parameter.type === 'integer') {
    const wanted = `want one from ${parameter.minimum} to ${parameter.maximum}`;
    if (/^-?\d{1,9}$/.test(value)) return undefined;
    return `${name}: ${key} ${JSON.stringify(value)} is not a whole number, ${wanted}`;
  }
  if (parameter.choices.includes(value)) return undefined;
  const others = parameter.others === undefined ? '' : `; ${parameter.others}`;
  const wanted = `want one of ${parameter.choices.join(', ')}${others}`;
  return `${name}: ${key} ${value} unknown${suggest(nearest(value, parameter.choices), wanted)}`;
}
