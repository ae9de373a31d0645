/** Columns of the table of totals. */
import { excess, figure, fixed } from '../format.js';
import type { ReportChain, ReportRun } from '../model.js';
import { complete } from '../pick.js';

export interface Column {
  readonly title: string;
  /** What it is sorted by; nothing stands last either way. */
  readonly value: (chain: ReportChain) => number | string | null;
  /** Unless it is the value itself. */
  readonly text?: (chain: ReportChain) => string;
  /** Left out where it says nothing of the run. */
  readonly appears?: (run: ReportRun) => boolean;
  /** Screens that have it; unless given, all. Phones have what decides. */
  readonly from?: 'tablet' | 'laptop' | 'desktop';
}

/** Place by ratio and bytes beyond the smallest chain, of those that can be ranked. */
interface Place {
  readonly rank: number;
  readonly excess: number;
}

function placesOf({ chains }: ReportRun): Map<ReportChain, Place> {
  const ranked = complete(chains);
  return new Map(
    ranked.map(chain => [
      chain,
      {
        rank: ranked.findIndex(({ ratio }) => ratio === chain.ratio) + 1,
        excess: chain.encodedBytes / ranked[0].encodedBytes - 1,
      },
    ]),
  );
}

const hasSpeeds = ({ chains }: ReportRun) => chains.some(({ encodeXrt }) => encodeXrt !== null);
const MEBIBYTE = 2 ** 20;

export function columnsOf(run: ReportRun): Column[] {
  const places = placesOf(run);
  const placeOf = (chain: ReportChain) => places.get(chain) ?? null;
  const columns: readonly Column[] = [
    {
      title: 'rank',
      value: chain => placeOf(chain)?.rank ?? null,
      text: chain => rankText(placeOf(chain)),
      from: 'tablet',
    },
    { title: 'chain', value: ({ chain }) => chain },
    {
      title: 'alias',
      value: ({ aliases }) => aliases.join(', '),
      appears: ({ chains }) => chains.some(({ aliases }) => aliases.length > 0),
      from: 'tablet',
    },
    {
      title: 'scope',
      value: ({ scope }) => scope,
      appears: ({ chains }) => chains.some(({ scope }) => scope !== 'recording'),
    },
    { title: 'ratio', value: ({ ratio }) => ratio, text: ({ ratio }) => fixed(ratio, 4) },
    {
      title: 'bytes to the smallest',
      value: chain => placeOf(chain)?.excess ?? null,
      text: chain => excess(placeOf(chain)?.excess ?? null),
      from: 'tablet',
    },
    {
      title: 'bits/ sample',
      value: ({ bitsPerSample }) => bitsPerSample,
      text: ({ bitsPerSample }) => fixed(bitsPerSample, 3),
      from: 'tablet',
    },
    {
      title: 'encode xRT',
      value: chain => chain.encodeXrt,
      text: chain => figure(chain.encodeXrt),
      appears: hasSpeeds,
    },
    {
      title: 'decode xRT',
      value: chain => chain.decodeXrt,
      text: chain => figure(chain.decodeXrt),
      appears: hasSpeeds,
    },
    { title: 'family', value: ({ family }) => family, from: 'laptop' },
    {
      title: 'model bytes',
      value: ({ modelBytes }) => modelBytes,
      text: ({ modelBytes }) => (modelBytes === 0 ? '' : figure(modelBytes)),
      appears: ({ chains }) => chains.some(({ modelBytes }) => modelBytes > 0),
      from: 'laptop',
    },
    {
      title: 'encode MB/s',
      value: chain => chain.encodeMbPerS,
      text: chain => figure(chain.encodeMbPerS),
      appears: hasSpeeds,
      from: 'desktop',
    },
    {
      title: 'decode MB/s',
      value: chain => chain.decodeMbPerS,
      text: chain => figure(chain.decodeMbPerS),
      appears: hasSpeeds,
      from: 'desktop',
    },
    {
      title: 'memory, MiB',
      value: chain => chain.peakRssBytes,
      text: ({ peakRssBytes }) => figure(peakRssBytes === null ? null : peakRssBytes / MEBIBYTE),
      appears: hasSpeeds,
      from: 'desktop',
    },
    {
      title: 'failed',
      value: ({ failed }) => failed,
      text: ({ failed, recordings }) => (failed === 0 ? '' : `${failed} of ${recordings}`),
      appears: ({ chains }) => chains.some(({ failed }) => failed > 0),
      from: 'tablet',
    },
    { title: 'Pareto front', value: paretoText, appears: hasSpeeds, from: 'laptop' },
  ];
  return columns.filter(({ appears }) => appears?.(run) ?? true);
}

function rankText(place: Place | null): string {
  return place === null ? '' : String(place.rank);
}

function paretoText({ onFront, dominatedBy }: ReportChain): string {
  if (onFront === null) return '';
  return onFront ? '★ on it' : `beaten by ${dominatedBy}`;
}
