/** Which kind of machine this is, by a short name that is equal on equal ones, and which of them. */
import { arch, cpus, hostname, platform } from 'node:os';

export interface Machine {
  /** Such as `amd-epyc-7b13-8c-linux-x64`: the model of its processor, how many it has, and what runs on them. */
  readonly machine: string;
  readonly host: string;
}

/** What processors are called beside what tells them apart. */
const NO_NAME = /\((r|tm|c)\)|\b(cpu|processor|with radeon.*|\d+-core)\b|@.*$/gi;

/** @param platform with its architecture, `linux-x64` */
export function nameOfMachine(cpuModel: string, cores: number, platform: string): string {
  const model = cpuModel
    .replaceAll(NO_NAME, ' ')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${model === '' ? 'unknown' : model}-${cores}c-${platform}`;
}

/** Processors are those of the machine, not those that this process may use: a job may have been given fewer. */
export function thisMachine(): Machine {
  const all = cpus();
  const machine = nameOfMachine(all[0]?.model ?? '', all.length, `${platform()}-${arch()}`);
  return { machine, host: hostname() };
}
