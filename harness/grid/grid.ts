/**
 * Axes of the grid to chains, chains × recordings to cells.
 *
 * An axis is a list of entries separated by commas; an entry is one stage or several joined by `+`, and each
 * parameter takes one value or several:
 *
 *   none,delta,levels+delta        three entries
 *   lpc:order=8/16/32              three values
 *   zstd:level=1..19               all whole numbers from 1 to 19
 *   zstd:level=*                   the values that the stage declares for sweeps
 *   zstd:*                         the same for each of its parameters
 */
import { assembleChain, type Chain, type Configured, printChain, splitStage } from '../../codecs/chain-id.js';
import type { Family, Parameter, Registry, StageKind } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { ownValue } from '../../codecs/own-value.js';
import { parseTypedChain, parseTypedStage } from './typed.js';

/** The three axes of one grid, each in the notation above. */
export interface Grid {
  readonly transforms: string;
  readonly coders: string;
  readonly compressors: string;
}

/** A chain under the name that another system gave it. */
export interface NamedChain {
  readonly alias: string;
  readonly chain: string;
}

export interface PlannedChain {
  /** Printable id. */
  readonly id: string;
  /** The names that a preset gave it; none for most. It is measured once, and has a row for each. */
  readonly aliases: readonly string[];
  readonly chain: Chain;
}

/**
 * Chains of all grids, then the exact ones, then those with names, each once. The baseline `raw` always comes first.
 * @throws Error with one line that says what is wrong with which entry
 */
export function planChains(
  grids: readonly Grid[],
  exact: readonly string[],
  registry: Registry,
  named: readonly NamedChain[] = [],
): PlannedChain[] {
  const chains = [parseTypedChain('raw', registry)];
  for (const grid of grids) chains.push(...gridChains(grid, registry));
  for (const text of exact) chains.push(parseTypedChain(text, registry));
  const planned = new Map<string, PlannedChain>();
  const plan = (chain: Chain, aliases: readonly string[]) => {
    const id = printChain(chain);
    const known = planned.get(id)?.aliases ?? [];
    planned.set(id, { id, aliases: [...new Set([...known, ...aliases])], chain });
  };
  for (const chain of chains) plan(chain, []);
  for (const { alias, chain } of named) plan(parseTypedChain(chain, registry), [alias]);
  return [...planned.values()];
}

function gridChains(grid: Grid, registry: Registry): Chain[] {
  const transforms = expandAxis(grid.transforms, 'transform', registry);
  const coders = expandAxis(grid.coders, 'coder', registry);
  const compressors = expandAxis(grid.compressors, 'compressor', registry);
  return transforms.flatMap(before =>
    coders.flatMap(coder => compressors.map(after => assembleChain([...before, ...coder, ...after]))),
  );
}

/**
 * All combinations that an axis names.
 * @throws Error naming the entry that is wrong
 */
export function expandAxis(axis: string, kind: StageKind, registry: Registry): Configured[][] {
  const entries = splitEntries(axis);
  if (entries.length === 0)
    throw new Error(`--${kind}s ${JSON.stringify(axis)}: names no stage; none stands for none`);
  return entries.flatMap(entry => {
    try {
      const parts = entry.split('+').map(part => expandStage(part, kind, registry));
      for (const { stage } of parts.flat()) {
        if (stage.kind !== kind && stage.name !== 'none') {
          throw new Error(`${stage.name} is a ${stage.kind}, not a ${kind}`);
        }
      }
      return product(parts);
    } catch (cause) {
      throw new Error(`--${kind}s ${entry}: ${messageOf(cause)}`, { cause });
    }
  });
}

/** Splits at the commas between entries; a comma before `key=` goes on with the entry's parameters. */
function splitEntries(axis: string): string[] {
  return axis
    .split(/,(?!\s*[a-z0-9_]+=)/)
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
}

function expandStage(text: string, kind: StageKind, registry: Registry): Configured[] {
  const [name, assignments] = splitStage(text.trim());
  const parameters = registry.get(name)?.parameters ?? {};
  if (assignments === undefined) return [parseTypedStage(text, registry, kind)];
  const chosen =
    assignments === '*' ? Object.keys(parameters).map(key => `${key}=*`) : assignments.split(',');
  const options = chosen.map(assignment => {
    const [key, values = ''] = assignment.split('=', 2);
    return expandValues(values, ownValue(parameters, key)).map(value => `${key}=${value}`);
  });
  return product(options).map(values =>
    parseTypedStage(values.length === 0 ? name : `${name}:${values.join(',')}`, registry, kind),
  );
}

function expandValues(text: string, parameter: Parameter | undefined): string[] {
  // of a parameter that there is not, the parser says what there is
  if (text === '*' && parameter !== undefined) return parameter.sweep.map(String);
  return text.split('/').flatMap(part => {
    const range = /^(-?\d{1,9})\.\.(-?\d{1,9})$/.exec(part);
    if (range === null) return [part];
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (to < from || to - from > 999)
      throw new Error(`range ${part} wants its ends in order, at most 1000 values`);
    return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
  });
}

/** Every choice of one item from each list. */
function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((rows, list) => rows.flatMap(row => list.map(item => [...row, item])), [[]]);
}

/** The family of a chain: its last compressor's, else its coder's; behind a coder that copies, its last transform's. */
export function familyOf({ transforms, coder, compressors }: Chain): Family {
  const last = compressors.at(-1) ?? coder;
  if (last.stage.family !== 'copy') return last.stage.family;
  return transforms.at(-1)?.stage.family ?? 'copy';
}
