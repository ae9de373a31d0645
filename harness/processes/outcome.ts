/** How what a process was asked ended. */

/** How a cell, or one process run of it, ended. */
export type Status = 'ok' | 'mismatch' | 'error' | 'timeout' | 'oom' | 'unsupported';

/** An ending without facts, and why. */
export interface Failure {
  readonly status: Exclude<Status, 'ok'>;
  readonly error: string;
}

/** An ending with its facts or its message. */
export type Outcome<Facts> = { readonly status: 'ok'; readonly value: Facts } | Failure;
