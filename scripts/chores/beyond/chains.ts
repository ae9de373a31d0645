/** What `npm run beyond` compares: programs as their users call them, and chains of ours. */

/** A program that turns a WAV file into one of its own. `{in}` and `{out}` stand for the two paths. */
export interface Program {
  readonly title: string;
  readonly encode: readonly [string, ...string[]];
  readonly decode: readonly [string, ...string[]];
  readonly extension: string;
}

/** FLAC would leave 8 KiB of room for tags in each file, and a table of places to seek to: not samples, so left out. */
export const PROGRAMS: readonly Program[] = [
  {
    title: 'FLAC',
    encode: ['flac', '-s', '-f', '-8', '-e', '-p', '--no-padding', '--no-seektable', '{in}', '-o', '{out}'],
    decode: ['flac', '-s', '-f', '-d', '{in}', '-o', '{out}'],
    extension: 'flac',
  },
  {
    title: 'WavPack',
    encode: ['wavpack', '-q', '-y', '-hh', '-x6', '{in}', '-o', '{out}'],
    decode: ['wvunpack', '-q', '-y', '{in}', '-o', '{out}'],
    extension: 'wv',
  },
];

/** A coder of ours, in a chain that predicts each channel from its own past, and in one that looks at others too. */
export interface OwnChain {
  /** Of its columns. */
  readonly title: string;
  readonly chain: string;
  /** null for a coder that cannot. */
  readonly referenced: string | null;
}

/** Over the multichannel recordings: none has a converter that we know. */
export const OWN_CHAINS: readonly OwnChain[] = [
  { title: 'g-rans', chain: 'levels+gaussian-rans', referenced: null },
  { title: 'lpc-g', chain: 'levels+lpc-gaussian', referenced: 'levels+lpc-gaussian:references=6' },
  { title: 'lms-r', chain: 'levels+lms-range', referenced: 'levels+lms-range:references=4' },
  {
    title: 'mixed-g',
    chain: 'levels+mixed-gaussian:references=0',
    referenced: 'levels+mixed-gaussian',
  },
];

/** Over simultaneous pairs of the challenge, two channels each. */
export const PAIR_CHAINS: readonly OwnChain[] = [
  {
    title: 'lpc-g',
    chain: 'levels+lpc-gaussian:profile=neuralink',
    referenced: 'levels+lpc-gaussian:profile=neuralink,references=2',
  },
  {
    title: 'mixed-g',
    chain: 'levels+mixed-gaussian:profile=neuralink,references=0',
    referenced: 'levels+mixed-gaussian:profile=neuralink',
  },
];

/** A column of figures: one chain. */
export interface Column {
  readonly title: string;
  readonly chain: string;
}

/** Each chain, and beside it the one with references. */
export function columnsOf(chains: readonly OwnChain[]): Column[] {
  return chains.flatMap(({ title, chain, referenced }) => [
    { title, chain },
    ...(referenced === null ? [] : [{ title: referencedTitle(title), chain: referenced }]),
  ]);
}

export function referencedTitle(title: string): string {
  return `${title} refs`;
}
