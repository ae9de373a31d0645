/** Which chains of a chart have their names beside them, the most important first. */
import { wellKnown } from './known.js';
import type { ReportChain } from './model.js';
import { complete } from './pick.js';
import { headline } from './summary.js';

type NamedAs = 'yours' | 'headline' | 'known' | 'front';

export interface NamedChain {
  readonly chain: ReportChain;
  readonly name: string;
  readonly as: NamedAs;
}

/** Of a user's chains, which may be a grid, so many by ratio. */
const MOST_OF_YOURS = 4;

/**
 * The user's chains, those of the headline, and the well-known codecs: what a chart is zoomed to.
 * @param chains that can be drawn, largest ratio first
 */
export function leadingChains(chains: readonly ReportChain[]): NamedChain[] {
  const yours = chains.filter(({ standing }) => standing !== null).slice(0, MOST_OF_YOURS);
  const ranked = complete(chains);
  const known = wellKnown(ranked);
  const { smallest, fast } = headline(ranked);
  const named: NamedChain[] = [
    ...yours.map(chain => ({ chain, name: nameOf(chain), as: 'yours' as const })),
    ...[smallest, fast].flatMap(chain =>
      chain === undefined
        ? []
        : [{ chain, name: known.get(chain) ?? nameOf(chain), as: 'headline' as const }],
    ),
    ...[...known].map(([chain, name]) => ({ chain, name, as: 'known' as const })),
  ];
  return named.filter(({ chain }, index) => named.findIndex(other => other.chain === chain) === index);
}

/** So few that each finds room for its name. */
export const FEW = 16;

/**
 * Leading chains, the copy that stands apart, then the rest of the fronts, or of all if these are few.
 * @param shown largest ratio first
 */
export function namedChains(
  shown: readonly ReportChain[],
  front: readonly ReportChain[],
): Map<ReportChain, NamedChain> {
  const named = new Map(leadingChains(shown).map(name => [name.chain, name]));
  const copies = shown.filter(isCopy).slice(0, 1);
  for (const chain of [...copies, ...(shown.length <= FEW ? shown : front)]) {
    if (!named.has(chain)) named.set(chain, { chain, name: nameOf(chain), as: 'front' });
  }
  return named;
}

/** A baseline, whose speed no codec has: one that ends in samples as they are. */
export function isCopy({ chain }: ReportChain): boolean {
  return chain.split('+').at(-1) === 'raw';
}

/** A chain's first alias, or itself; marked if it starts a program for each call. */
export function nameOf({ chain, aliases, isolation }: ReportChain): string {
  return `${aliases[0] ?? chain}${isolation === 'process' ? ' †' : ''}`;
}
