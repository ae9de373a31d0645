/** Systems and claims that have no row of their own, each with what was published and why it is not run here. */

export interface NotRun {
  readonly system: string;
  readonly does: string;
  /** As its authors have it, or as it was measured apart from this project on all 743 files. */
  readonly published: string;
  readonly why: string;
  /** A chain here that does the same, or the nearest to it; empty if there is none. */
  readonly nearest: string;
}

export const NOT_RUN: readonly NotRun[] = [
  {
    system: 'hxrdkxkvxd/neuralink-codec',
    does: 'differences of codes, 8 weights of sign-sign LMS, context tables, range coder',
    published: '3.4631 on 743 files (measured apart)',
    why: 'C sources without a package; `npm run challenge` builds the like of it',
    nearest: 'levels+lms-range',
  },
  {
    system: 'Sac on codes',
    does: 'least squares and a cascade of NLMS, mixed bit planes',
    published: '3.4558 on 743 files (measured apart, --normal)',
    why: 'C++ sources without a package, and hours for the set',
    nearest: 'levels+mixed-gaussian',
  },
  {
    system: 'phoboslab, branch lms',
    does: 'differences, 16 weights of LMS, adaptive Rice codes',
    published: '3.4001 on 743 files (measured apart)',
    why: 'C sources without a package',
    nearest: 'levels+lpc+rice',
  },
  {
    system: 'phoboslab, master',
    does: 'differences and adaptive Rice codes',
    published: '3.3552 on 743 files (measured apart)',
    why: 'C sources without a package; the same method stands as `patent_rice`',
    nearest: 'levels+delta+rice',
  },
  {
    system: 'paq8px',
    does: 'context mixing by bits',
    published: '3.4864 on 47 files (measured apart, -8)',
    why: 'C++ sources without a package, and hours for the set',
    nearest: 'levels+mixed-gaussian',
  },
  {
    system: 'Spikey / MiddleOut',
    does: 'a network predicts each lead from its neighbours; only the error is to be coded',
    published: '3.513, from no stream that can be decoded',
    why: 'it has no decoder and 32-bit floats; its idea, made to decode, is `middle-out`',
    nearest: 'levels+middle-out',
  },
  {
    system: 'Neuralink patent US 12,369,863 B2: spikes with categories',
    does: 'binned spikes, told apart by categories',
    published: '23:1, all channels',
    why: 'how categories are coded is nowhere stated; bins alone stand as `patent_bins_20`',
    nearest: 'events:templates=3',
  },
  {
    system: '“900 ns, > 200x” (2019)',
    does: 'spikes found on the chip, by their shape',
    published: '> 200x, of what and by which count is not said',
    why: 'neither stream nor decoder; results/README.md has what 200x leaves',
    nearest: 'levels+spikes',
  },
  {
    system: 'magland/benchcompress, “sparse”',
    does: 'filtered, quantised by a quarter of the noise, zeros but for events; ANS',
    published: 'no figure of quality',
    why: 'its four channels of DANDI are not here; the parts are `band`, `quantize` and `rans`',
    nearest: 'levels+band+quantize:step=5+rans',
  },
  {
    system: 'anulum/sc-neurocore',
    does: 'spikes of the unfiltered signal',
    published: '24x (“full”), 4500x (“spike”), on signals of its own',
    why: 'its signals are synthetic, and “lossless_spikes” is a constant in it',
    nearest: 'events',
  },
  {
    system: 'mtscomp, pull request 11',
    does: 'singular vectors of many channels',
    published: '“> 100x”',
    why: 'not merged, without a measure of what is lost',
    nearest: '',
  },
  {
    system: 'Claims of 7x, 1187x and the like for lossless codes',
    does: 'data outside of the bytes that are counted, or no decoder',
    published: '7 to 1187',
    why: 'nothing that gives the samples back from the bytes counted',
    nearest: '',
  },
];
