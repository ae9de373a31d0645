/** Options that several commands have. */

/** The heading in help. */
export const RECORDINGS = 'Recordings:';

export const HEADERLESS_OPTIONS = {
  channels: { requiresArg: true, type: 'number', group: RECORDINGS, describe: 'of headerless int16 files' },
  rate: {
    requiresArg: true,
    type: 'number',
    group: RECORDINGS,
    describe: 'of headerless int16 files, in Hz',
  },
} as const;
