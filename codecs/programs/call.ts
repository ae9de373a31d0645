/** One call of a declared program: its files in an empty folder, the program, what it left. */
import { utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ParameterValues, UnsupportedError } from '../codec.js';
import { fillCommand } from './command.js';
import type { Command, ProgramDeclaration } from './declaration.js';
import { askVersion, findProgram, inTemporaryFolder, outputOf, readOutput, runProgram } from './run.js';
import { pcmOf, wavOf } from './wav.js';

/** What one file holds. */
interface FileShape {
  readonly channels: number;
  readonly frames: number;
  /** A whole number; undefined for programs that do not want it. */
  readonly rateHz: number | undefined;
}

/** A program's two directions: interleaved int16 to its bytes and back. */
export interface Caller {
  readonly encode: (pcm: Uint8Array, shape: FileShape) => Uint8Array;
  /** @throws Error unless just so many samples come back */
  readonly decode: (bytes: Uint8Array, shape: FileShape) => Uint8Array;
}

/** An archiver writes the time of its input down; this one stands for all. */
const FILE_TIME = new Date('2000-01-01T00:00:00Z');

/** What a program may write beyond what is expected before it is stopped or refused. */
const MARGIN_BYTES = 2 ** 20;

/**
 * A program that is there, ready to be called.
 * @throws UnsupportedError if it is missing, or lacks what it needs
 */
export function callerOf(declaration: ProgramDeclaration, values: ParameterValues, here: string): Caller {
  const { input, extension = 'bin', parameters = {} } = declaration;
  const stream = `stream.${extension}`;
  const prepare = (command: Command, files: { in: string; out: string }) => {
    const program = locate(command, declaration, here);
    return (bytes: Uint8Array, shape: FileShape, mostBytes: number) =>
      inTemporaryFolder(folder => {
        const facts = { ...files, here, ...factsOf(declaration, shape) };
        const filled = { ...fillCommand(command, parameters, values, facts), program };
        const path = join(folder, files.in);
        if (!filled.readsInput) writeFileSync(path, bytes);
        if (!filled.readsInput) utimesSync(path, FILE_TIME, FILE_TIME);
        const output = runProgram({ ...filled, folder, input: bytes, mostBytes });
        return filled.writesOutput ? output : readOutput(join(folder, files.out), program, mostBytes);
      });
  };
  const encode = prepare(declaration.encode, { in: `samples.${input}`, out: stream });
  const decode = prepare(declaration.decode, { in: stream, out: `decoded.${input}` });
  checkNeeds(declaration, here);
  return {
    encode: (pcm, shape) => {
      const file = input === 'wav' ? wavOf(pcm, shape.channels, shape.rateHz) : pcm;
      const bytes = encode(file, shape, 2 * pcm.length + MARGIN_BYTES);
      if (bytes.length === 0) throw new Error(`${basename(declaration.encode[0])} wrote nothing`);
      return bytes;
    },
    decode: (bytes, shape) => {
      const pcmBytes = 2 * shape.channels * shape.frames;
      const decoded = decode(bytes, shape, pcmBytes + MARGIN_BYTES);
      const pcm = input === 'wav' ? pcmOf(decoded, shape.channels) : decoded;
      if (pcm.length === pcmBytes) return pcm;
      throw new Error(
        `${basename(declaration.decode[0])} gave ${pcm.length} bytes of samples back where ${pcmBytes} went in`,
      );
    },
  };
}

function factsOf({ rates = [] }: ProgramDeclaration, { frames, rateHz = 0 }: FileShape) {
  const codecRate = rates.find(rate => rate >= rateHz) ?? rates[rates.length - 1] ?? rateHz;
  return { frames, rate: rateHz, codec_rate: codecRate };
}

/** What programs were found to have, so that a process asks once. */
const met = new Set<string>();

/** @throws UnsupportedError if the program was built without what it needs */
function checkNeeds({ needs, install }: ProgramDeclaration, here: string): void {
  if (needs === undefined || met.has(JSON.stringify([needs, here]))) return;
  const [program, ...args] = needs.command.map(argument => withFolder(argument, here));
  if (!outputOf(findProgram(program, here, install), args).includes(needs.output)) {
    const advice = install === undefined ? '' : `; ${install}`;
    throw new UnsupportedError(`${basename(program)} on this machine has no ${needs.output}${advice}`);
  }
  met.add(JSON.stringify([needs, here]));
}

function locate([program]: Command, { install }: ProgramDeclaration, here: string): string {
  return findProgram(withFolder(program, here), here, install);
}

function withFolder(text: string, here: string): string {
  return text.replaceAll('{here}', here);
}

/** `name@version` of a declared program; `missing` where it is not there, `unknown` where it is not declared how to ask. */
export function versionOf(declaration: ProgramDeclaration, here: string): string {
  const [program, ...rest] = declaration.version ?? declaration.encode.slice(0, 1);
  const name = basename(withFolder(program, here));
  try {
    const path = findProgram(withFolder(program, here), here);
    if (declaration.version === undefined) return `${name}@unknown`;
    return `${name}@${askVersion(
      path,
      rest.map(argument => withFolder(argument, here)),
    )}`;
  } catch {
    return `${name}@missing`;
  }
}
