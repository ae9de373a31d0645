/**
 * Children that end with this process, however it ends: each leads a process group, and those that are held here are
 * killed when this process exits, is ended by a signal that nobody else hears, or is itself killed. For the last, a
 * shell waits for the end of its standard input, which is the end of this process: a child that computes for ever
 * hears of nothing. Where there are no process groups, or no shell, such a child outlives a `kill -9`.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { HAS_GROUPS, killGroup } from './guard.js';

/** As exit status 130 says of every command that was stopped. */
const STOPPED = 130;
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const WATCH = `trap '' INT TERM HUP
held=' '
while read -r what pid; do
  case $what in
    hold) held="$held$pid " ;;
    release) case $held in *" $pid "*) held="\${held%% $pid *} \${held#* $pid }" ;; esac ;;
  esac
done
for pid in $held; do kill -KILL -$pid; done`;

const held = new Set<number>();
let watch: Socket | undefined;

process.on('exit', () => held.forEach(killGroup));

/** Has a child's group end with this process. */
export function holdGroup(pid: number): void {
  if (held.size === 0) for (const name of ENDING) process.on(name, leave);
  held.add(pid);
  watch ??= startWatch();
  watch?.write(`hold ${pid}\n`);
}

/** The child has ended, and its group with it. */
export function releaseGroup(pid: number): void {
  if (!held.delete(pid)) return;
  watch?.write(`release ${pid}\n`);
  if (held.size === 0) for (const name of ENDING) process.off(name, leave);
}

/** A command or a program that listens itself decides for itself. */
function leave(name: NodeJS.Signals): void {
  if (process.listenerCount(name) === 1) process.exit(STOPPED);
}

function startWatch(): Socket | undefined {
  if (!HAS_GROUPS) return undefined;
  const shell = spawn('/bin/sh', ['-c', WATCH], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const { stdin } = shell;
  // without a shell there is one safety less
  shell.on('error', () => undefined);
  stdin.on('error', () => undefined);
  shell.unref();
  if (!(stdin instanceof Socket)) return undefined;
  stdin.unref();
  return stdin;
}
