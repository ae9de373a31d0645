/**
 * One process that measures, seen from outside. It leads a process group, which ends when it ends: programs that a
 * plugin or a codec has left in the background do not outlive it.
 */
import { fork } from 'node:child_process';
import { HAS_GROUPS, killGroup } from './guard.js';
import { type Asked, type ChildNote, readMessage, showMessage } from './messages.js';
import { holdGroup, releaseGroup } from './orphans.js';

export interface ChildOptions {
  /** Path of the module that it runs. */
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Options of Node. */
  readonly execArgv: readonly string[];
}

/** How a process came to its end. */
export type ChildEnd =
  | { readonly type: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  /** It said something that a runner does not say, and was killed for it. */
  | { readonly type: 'foreign'; readonly message: string }
  | { readonly type: 'unstarted'; readonly error: string };

/** What becomes of a request; an answer may be anything if the child runs a plugin. */
export type Reply =
  | { readonly type: 'answer'; readonly answer: unknown }
  | { readonly type: 'ended'; readonly end: ChildEnd };

/** Sends a request, and tells of what is known meanwhile. */
export type Ask = (request: Asked['request'], on: (note: ChildNote) => void) => Promise<Reply>;

export interface Child {
  /** One request at a time. */
  readonly ask: Ask;
  readonly hasEnded: () => boolean;
  /** Lets it exit, and kills it if it does not soon. */
  readonly close: () => Promise<void>;
}

/** For the functions that a process runs when it exits. */
const EXIT_MS = 500;
/** For what it has said before it ended, if something that it has let go holds the pipe open. */
const LAST_WORDS_MS = 200;

/** Starts a process; one that does not start is said to have ended. */
export function startChild({ program, environment, execArgv }: ChildOptions): Child {
  const child = fork(program, {
    env: environment,
    execArgv: [...execArgv],
    serialization: 'advanced',
    detached: HAS_GROUPS,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const { pid } = child;
  if (pid !== undefined) holdGroup(pid);
  let current:
    | { readonly id: number; on: (note: ChildNote) => void; tell: (reply: Reply) => void }
    | undefined;
  let lastId = 0;
  let end: ChildEnd | undefined;
  let foreign: string | undefined;
  let onOver: () => void = () => undefined;
  const over = new Promise<void>(resolve => {
    onOver = resolve;
  });
  const reply = (said: Reply) => {
    const asked = current;
    current = undefined;
    asked?.tell(said);
  };
  const finish = (how: ChildEnd) => {
    if (end !== undefined) return;
    end = how;
    reply({ type: 'ended', end });
    onOver();
  };
  const kill = () => pid !== undefined && killGroup(pid);

  child.on('message', message => {
    if (foreign !== undefined) return;
    const said = readMessage(message, current?.id);
    if (said === undefined) {
      foreign = showMessage(message);
      kill();
    } else if (said.type === 'answer') reply(said);
    else if (said.type === 'begun') current?.on({ ...(pid !== undefined && { pid }) });
    else if (said.type === 'note') current?.on({ note: said.note });
    else current?.on({ ended: said });
  });
  child.stderr?.setEncoding('utf8').on('data', (stderr: string) => current?.on({ stderr }));
  // nobody can ask it anything more, whatever it is still at
  child.on('disconnect', () => setTimeout(() => end === undefined && kill(), EXIT_MS).unref());
  child.on(
    'error',
    ({ message }) => child.pid === undefined && finish({ type: 'unstarted', error: message }),
  );
  child.on('exit', (code, signal) => {
    if (pid === undefined) return;
    // what it has left in the background
    kill();
    releaseGroup(pid);
    const how = (): ChildEnd =>
      foreign === undefined ? { type: 'exited', code, signal } : { type: 'foreign', message: foreign };
    const timer = setTimeout(() => finish(how()), LAST_WORDS_MS);
    child.once('close', () => {
      clearTimeout(timer);
      finish(how());
    });
  });

  return {
    ask: async (request, on) => {
      if (pid === undefined) await over;
      if (end !== undefined) return { type: 'ended', end };
      const id = ++lastId;
      // that it has gone is told by its end
      child.send({ id, request } satisfies Asked, () => undefined);
      return new Promise(tell => {
        current = { id, on, tell };
      });
    },
    hasEnded: () => end !== undefined || foreign !== undefined || !child.connected,
    close: () => {
      if (child.connected) child.disconnect();
      return over;
    },
  };
}
