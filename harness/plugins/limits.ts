import type { Limits } from '../processes/guard.js';

/** What a process that runs a plugin's code may take to describe it or to check a configuration, unless set otherwise. */
export const PLUGIN_LIMITS: Limits = { timeoutMs: 60_000, memoryBytes: 2 ** 31 };
