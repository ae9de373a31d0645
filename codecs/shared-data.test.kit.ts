/** Where tests look for real recordings; those that need them are skipped where the folder is absent. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// dist/codecs/ -> beside the checkout
const BESIDE = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** The folder of real recordings; it need not exist. */
export const sharedData = process.env.NCB_SHARED_DATA ?? BESIDE;

/** The folder of the Neuralink challenge's recordings in it. */
export const neuralinkData = join(sharedData, 'neuralink');
