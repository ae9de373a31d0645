/** Results of several tools under common names, where ours has a chain that another calls by a name of its own. */
import { parseChain, printChain } from '../../codecs/chain-id.js';
import { PRIOR_ART } from '../grid/prior-art.js';
import type { Results } from './results.js';

/** The tools whose names for codecs the preset prior-art knows. */
const KNOWN_SOURCES: readonly string[] = ['n1-codec', 'neural_lossless_compression'];

/**
 * Gives totals of ours and of other tools that are of one chain one name, such as `bz2 = raw+bzip2`. Where ours lack
 * chains that a tool has, a remark of it says how to measure them.
 */
export async function underCommonNames(results: readonly Results[]): Promise<Results[]> {
  const own = namesOf(results.filter(result => result.own !== undefined));
  const foreign = namesOf(results.filter(({ source }) => KNOWN_SOURCES.includes(source)));
  if (own.size === 0 || foreign.size === 0) return [...results];
  const renamed = new Map<string, string>();
  const unmeasured = new Set<string>();
  for (const [name, chain] of await chainsByName()) {
    if (!foreign.has(name) || own.has(name)) continue;
    if (own.has(chain)) for (const old of [name, chain]) renamed.set(old, `${name} = ${chain}`);
    else unmeasured.add(name);
  }
  return results.map(result => withHint(rename(result, renamed), unmeasured));
}

function namesOf(results: readonly Results[]): Set<string> {
  return new Set(results.flatMap(({ totals }) => totals.map(({ name }) => name)));
}

function rename(results: Results, renamed: ReadonlyMap<string, string>): Results {
  const totals = results.totals.map(row => ({ ...row, name: renamed.get(row.name) ?? row.name }));
  return { ...results, totals };
}

function withHint(results: Results, unmeasured: ReadonlySet<string>): Results {
  const names = results.own === undefined ? results.totals.map(({ name }) => name) : [];
  const lacking = names.filter(name => unmeasured.has(name));
  if (lacking.length === 0) return results;
  const share = `${lacking.length} of its ${names.length} names, such as ${lacking[0]},`;
  const text = `${share} are not in the results of ncb; ncb sweep PATHS --preset prior-art measures them`;
  return { ...results, remarks: [...results.remarks, { figure: 'ratio', text }] };
}

/** Ids of chains by the names that other systems gave them. */
async function chainsByName(): Promise<Map<string, string>> {
  // all stages take a tenth of a second to load: most results are of ours alone
  const { builtInStages, makeRegistry } = await import('../../codecs/registry.js');
  const registry = makeRegistry(builtInStages);
  return new Map(PRIOR_ART.map(({ alias, chain }) => [alias, printChain(parseChain(chain, registry))]));
}
