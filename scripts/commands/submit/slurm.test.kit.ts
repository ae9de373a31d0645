/** A Slurm of two nodes on this machine, of Debian's packages, on loopback alone and ended with the test. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol', 'squeue'];
const NODES = ['m1', 'm2'] as const;
type NodeName = (typeof NODES)[number];

const START_MS = 60_000;
const JOBS_MS = 300_000;
const POLL_MS = 200;

/** Why there is no Slurm here; false if there is one. */
export const NO_SLURM = missing();

function missing(): string | false {
  if (process.getuid?.() !== 0) return 'a Slurm of its own is started by root alone';
  const absent = PROGRAMS.filter(program => spawnSync('which', [program]).status !== 0);
  return absent.length > 0 && `not installed: ${absent.join(', ')}`;
}

/** A port of loopback that nothing listens at. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      server.close(() => resolve(address.port));
    });
  });
}

const run = promisify(execFile);

export class Slurm {
  private readonly daemons = new Map<string, ChildProcess>();
  /** For commands of Slurm, and for what starts them. */
  readonly env: NodeJS.ProcessEnv;
  private readonly folder: string;
  private readonly configuration: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.configuration = join(folder, 'slurm.conf');
    this.env = { ...process.env, SLURM_CONF: this.configuration };
  }

  /** Starts the daemons and waits until both nodes are idle; `stop` ends them. */
  static async start(): Promise<Slurm> {
    const slurm = new Slurm(mkdtempSync(join(tmpdir(), 'ncb-slurm-')));
    try {
      await slurm.configure();
      slurm.startDaemon('munged', slurm.mungeArguments());
      await until('munge answers', async () => (await quietly('munge', ['-n', '-S', slurm.socket])) !== '');
      slurm.startDaemon('slurmctld', ['-D', '-c', '-f', slurm.configuration]);
      for (const node of NODES) slurm.startNode(node);
      await until('both nodes are idle', async () =>
        (await slurm.stateOfNodes()).every(state => state === 'IDLE'),
      );
      return slurm;
    } catch (thrown) {
      await slurm.stop();
      throw thrown;
    }
  }

  private get socket(): string {
    return join(this.folder, 'munge.socket');
  }

  private async configure(): Promise<void> {
    mkdirSync(join(this.folder, 'munge'), { mode: 0o700 });
    for (const name of ['state', ...NODES]) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, 'munge', 'key'), Buffer.alloc(128, 7), { mode: 0o400 });
    const ports = [await freePort(), await freePort(), await freePort()];
    const at = (name: string) => join(this.folder, name);
    const lines = [
      'ClusterName=test',
      'SlurmctldHost=localhost(127.0.0.1)',
      'SlurmUser=root',
      'SlurmdUser=root',
      'AuthType=auth/munge',
      `AuthInfo=socket=${this.socket}`,
      'CredType=cred/munge',
      `StateSaveLocation=${at('state')}`,
      `SlurmctldPidFile=${at('slurmctld.pid')}`,
      `SlurmctldLogFile=${at('slurmctld.log')}`,
      `SlurmdSpoolDir=${at('%n')}`,
      `SlurmdPidFile=${at('%n.pid')}`,
      `SlurmdLogFile=${at('%n.log')}`,
      `SlurmctldPort=${ports[0]}`,
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_Core',
      'JobAcctGatherType=jobacct_gather/none',
      'AccountingStorageType=accounting_storage/none',
      'MpiDefault=none',
      'SwitchType=switch/none',
      'MailProg=/bin/true',
      'ReturnToService=2',
      'JobRequeue=1',
      'KillWait=1',
      'MaxArraySize=101',
      'MaxJobCount=1000',
      'SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1',
      ...NODES.map(
        (node, k) =>
          `NodeName=${node} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${ports[k + 1]} CPUs=1 RealMemory=4000 State=UNKNOWN`,
      ),
      `PartitionName=main Nodes=${NODES.join(',')} Default=YES MaxTime=INFINITE State=UP`,
    ];
    writeFileSync(this.configuration, `${lines.join('\n')}\n`);
  }

  private mungeArguments(): string[] {
    const at = (name: string) => join(this.folder, 'munge', name);
    return [
      ...['--foreground', '--force', `--key-file=${at('key')}`, `--socket=${this.socket}`],
      ...[`--pid-file=${at('pid')}`, `--log-file=${at('log')}`, `--seed-file=${at('seed')}`],
    ];
  }

  private startDaemon(name: string, args: readonly string[], program = name): void {
    const log = openSync(join(this.folder, `${name}.out`), 'a');
    const child = spawn(program, args, { env: this.env, stdio: ['ignore', log, log] });
    closeSync(log);
    child.on('error', () => undefined);
    this.daemons.set(name, child);
  }

  startNode(node: NodeName): void {
    this.startDaemon(node, ['-D', '-N', node, '-f', this.configuration], 'slurmd');
  }

  /** As where the machine is lost: nothing is said to the controller. Steps of jobs that it started go on. */
  async killNode(node: NodeName): Promise<void> {
    await this.end(node, 'SIGKILL');
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.daemons.get(name);
    this.daemons.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }

  /** What a command of Slurm prints. */
  async command(program: string, args: readonly string[]): Promise<string> {
    const { stdout } = await run(program, [...args], { env: this.env });
    return stdout.trim();
  }

  private async stateOfNodes(): Promise<string[]> {
    const text = await this.command('scontrol', ['show', 'nodes', '--oneliner']).catch(() => '');
    const states = [...text.matchAll(/ State=(\w+)/g)].map(([, state]) => state);
    return states.length === NODES.length ? states : ['UNKNOWN'];
  }

  /** Puts a task back, which is to begin again at once: by itself it waits two minutes. */
  async requeue(task: string): Promise<void> {
    await this.command('scontrol', ['requeue', task]);
    const state = () => this.command('squeue', ['--noheader', '--format=%t', `--jobs=${task}`]);
    await until(`${task} waits`, async () => (await state()) === 'PD');
    await this.command('scontrol', ['update', `JobId=${task}`, 'StartTime=now']);
  }

  /** Waits until no job is left. */
  async idle(withinMs = JOBS_MS): Promise<void> {
    await until(
      'no job is left',
      async () => (await this.command('squeue', ['--noheader'])) === '',
      withinMs,
    );
  }

  /** Ends jobs and daemons by their own process ids, and removes the folder. */
  async stop(): Promise<void> {
    await quietly('scancel', ['--full', '--user=root'], this.env);
    for (const node of NODES) await this.end(node, 'SIGTERM');
    await this.end('slurmctld', 'SIGTERM');
    await this.end('munged', 'SIGTERM');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** What the daemons said, for a test that fails. */
  logs(): string {
    return ['slurmctld.log', 'm1.log', 'm2.log']
      .map(name => {
        try {
          return `--- ${name}\n${readFileSync(join(this.folder, name), 'utf8')}`;
        } catch {
          return `--- ${name}: none`;
        }
      })
      .join('\n');
  }
}

async function quietly(program: string, args: readonly string[], env = process.env): Promise<string> {
  try {
    return (await run(program, [...args], { env })).stdout;
  } catch {
    return '';
  }
}

/** @throws Error if it is not so in time */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  withinMs = START_MS,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not so within ${withinMs / 1000} s: ${what}`);
    await sleep(POLL_MS);
  }
}
