/** How fast a codec is, warm, in a fresh process: type feedback of others would slow it down. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Samples } from '../../../codecs/codec.js';
import { WARM_MEMORY } from '../../../harness/processes/workers.js';
import type { Recording } from '../../../harness/recordings/recording.js';

/**
 * A transform or coder alone, a whole chain, or the plain TypeScript twin of a coder: codecs/coders/ID/twin/twin.ts, which
 * exports what Twin has.
 */
export interface Subject {
  readonly type: 'stage' | 'chain' | 'twin';
  readonly id: string;
}

/** What a twin's module exports: its coder's streams, by its coder's default parameters. */
export interface Twin {
  /** Left out where all that differs from the coder is in decode. */
  readonly encode?: (samples: Samples) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Samples;
}

export interface SpeedTask {
  readonly subject: Subject;
  /** Transforms whose output it is given. */
  readonly after: readonly string[];
  readonly recordings: readonly Recording[];
  /** Of samples taken of encode, and as many of decode. */
  readonly timeMs: number;
}

/** Megabytes of PCM a second (10^6 bytes, 2 a sample): the median over calls, each over all recordings. */
export interface Speed {
  /** Not a number for a twin that only decodes. */
  readonly encodeMbPerS: number;
  readonly decodeMbPerS: number;
  readonly copyMbPerS: number;
}

/** @throws Error if the process does not answer; it has said why */
export function measureSpeed(task: SpeedTask): Promise<Speed> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./speed-process.js', import.meta.url));
    const env = { ...process.env, ...WARM_MEMORY };
    const child = fork(script, { serialization: 'advanced', env });
    child.once('message', (speed: Speed) => resolve(speed));
    child.once('exit', code => reject(new Error(`${task.subject.id}: its process exited with code ${code}`)));
    child.send(task);
  });
}
