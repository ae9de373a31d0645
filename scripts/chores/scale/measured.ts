/** Commands as whole processes: how long they take, and the most memory they hold. */
import { spawnSync } from 'node:child_process';
import { CLI } from '../shared/cli.js';

export interface Measured {
  readonly elapsedS: number;
  /** Of all its threads, user and system: what it takes where others keep the machine busy. */
  readonly cpuS: number;
  readonly peakBytes: number;
}

const MARK = 'resources:';
/** Says at the end of a process what it took, threads included; a thread of it says nothing. */
const TELL =
  "import{isMainThread}from'node:worker_threads';" +
  `if(isMainThread)process.on('exit',()=>console.error('${MARK}'+JSON.stringify(process.resourceUsage())))`;

/**
 * Runs a script of Node.
 * @throws Error with what it said if it fails
 */
export function measure(script: string, args: readonly string[]): Measured & { readonly output: string } {
  const tell = `data:text/javascript,${encodeURIComponent(TELL)}`;
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', tell, script, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const elapsedS = (performance.now() - startMs) / 1000;
  if (status !== 0) throw new Error(`${args.join(' ')}: status ${status}: ${stderr.slice(0, 2000)}`);
  const used: NodeJS.ResourceUsage = JSON.parse(stderr.split(MARK).at(-1) ?? '');
  const cpuS = (used.userCPUTime + used.systemCPUTime) / 1e6;
  return { elapsedS, cpuS, peakBytes: 1024 * used.maxRSS, output: stdout };
}

export function measureCommand(args: readonly string[]): Measured {
  return measure(CLI, args);
}
