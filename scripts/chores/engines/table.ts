/** What engines computed, side by side. */
import { createHash } from 'node:crypto';
import { formatMarkdown } from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';
import type { ChainDigests } from './codings.js';

export const ENGINES_PART: GuidePart = { name: 'engines', file: 'results/README.md' };

export interface EngineResult {
  /** Such as `Node 20.20.2`, and what runs WebAssembly in it. */
  readonly engine: string;
  readonly machine: string;
  readonly digests: readonly ChainDigests[];
}

/** Chains of which an engine made other bytes than the first one, or decoded other samples. */
export function differencesOf([first, ...others]: readonly EngineResult[]): string[] {
  return others.flatMap(({ engine, digests }) =>
    first.digests.flatMap(({ chain, streams, decoded }) => {
      const own = digests.find(one => one.chain === chain);
      if (own === undefined) return [`${engine}: ${chain}: not coded`];
      const differ = [
        ...(own.streams === streams ? [] : ['streams']),
        ...(own.decoded === decoded ? [] : ['decoded samples']),
      ];
      return differ.length === 0
        ? []
        : [`${engine}: ${chain}: other ${differ.join(' and ')} than ${first.engine}`];
    }),
  );
}

/** SHA-256 over the digests of all chains. */
function digestOf(digests: readonly ChainDigests[], what: 'streams' | 'decoded'): string {
  return createHash('sha256')
    .update(digests.map(one => one[what]).join('\n'))
    .digest('hex');
}

export function formatEngines(results: readonly EngineResult[]): string {
  return formatMarkdown(results, [
    { title: 'engine', text: ({ engine }) => engine, align: 'left' },
    { title: 'WebAssembly by', text: ({ machine }) => machine, align: 'left' },
    { title: 'chains', text: ({ digests }) => String(digests.length), align: 'right' },
    {
      title: 'SHA-256 of all streams',
      text: ({ digests }) => `\`${digestOf(digests, 'streams')}\``,
      align: 'left',
    },
    {
      title: 'of what they decode to',
      text: ({ digests }) => `\`${digestOf(digests, 'decoded').slice(0, 16)}\``,
      align: 'left',
    },
    {
      title: 'chains that differ',
      text: result => String(differencesOf([results[0], result]).length),
      align: 'right',
    },
  ]);
}
