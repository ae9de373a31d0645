/** Where the challenge's recordings were, for help texts that must not load what fetches them. */
export const OFFICIAL_ADDRESS = 'content.neuralink.com/compression-challenge/data.zip';

/** What `--from` is for, in one line. */
export const NO_SOURCE =
  `${OFFICIAL_ADDRESS} has answered 404 since October 2026: ` +
  'give another source of data.zip as --from URL, --from FILE.zip or --from FOLDER';
