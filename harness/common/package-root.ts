/** Where the package is installed. */
import { fileURLToPath } from 'node:url';

/** The package's own folder; this file runs as dist/harness/common/package-root.js in it. */
export const packageRoot = fileURLToPath(new URL('../../..', import.meta.url));
