/** The command line, for chores that start it as a process. */
import { fileURLToPath } from 'node:url';

/** Path of the compiled `ncb`. */
export const CLI = fileURLToPath(new URL('../../cli.js', import.meta.url));
