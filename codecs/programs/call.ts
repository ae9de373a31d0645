/** One call of a declared program: its files in an empty folder, the program, what it left. */
import { utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ParameterValues } from '../codec.js';
import { fillCommand } from './command.js';
import type { Command, ProgramDeclaration } from './declaration.js';
import { askVersion, findProgram, inTemporaryFolder, readOutput, runProgram } from './run.js';
import { pcmOf, wavOf } from './wav.js';

/** A program's two directions: interleaved int16 to its bytes and back. */
export interface Caller {
  readonly encode: (pcm: Uint8Array, channels: number) => Uint8Array;
  /** @throws Error unless just so many bytes come back */
  readonly decode: (bytes: Uint8Array, channels: number, pcmBytes: number) => Uint8Array;
}

/** An archiver writes the time of its input down; this one stands for all. */
const FILE_TIME = new Date('2000-01-01T00:00:00Z');

/** What a program may write beyond what is expected before it is stopped or refused. */
const MARGIN_BYTES = 2 ** 20;

/**
 * A program that is there, ready to be called.
 * @throws UnsupportedError if it is missing
 */
export function callerOf(declaration: ProgramDeclaration, values: ParameterValues, here: string): Caller {
  const { input, extension = 'bin', parameters = {} } = declaration;
  const stream = `stream.${extension}`;
  const prepare = (command: Command, files: { in: string; out: string }) => {
    const program = locate(command, declaration, here);
    const filled = { ...fillCommand(command, parameters, values, { ...files, here }), program };
    return (bytes: Uint8Array, mostBytes: number) =>
      inTemporaryFolder(folder => {
        const path = join(folder, files.in);
        if (!filled.readsInput) writeFileSync(path, bytes);
        if (!filled.readsInput) utimesSync(path, FILE_TIME, FILE_TIME);
        const output = runProgram({ ...filled, folder, input: bytes, mostBytes });
        return filled.writesOutput ? output : readOutput(join(folder, files.out), program, mostBytes);
      });
  };
  const encode = prepare(declaration.encode, { in: `samples.${input}`, out: stream });
  const decode = prepare(declaration.decode, { in: stream, out: `decoded.${input}` });
  return {
    encode: (pcm, channels) => {
      const bytes = encode(input === 'wav' ? wavOf(pcm, channels) : pcm, 2 * pcm.length + MARGIN_BYTES);
      if (bytes.length === 0) throw new Error(`${basename(declaration.encode[0])} wrote nothing`);
      return bytes;
    },
    decode: (bytes, channels, pcmBytes) => {
      const decoded = decode(bytes, pcmBytes + MARGIN_BYTES);
      const pcm = input === 'wav' ? pcmOf(decoded, channels) : decoded;
      if (pcm.length === pcmBytes) return pcm;
      throw new Error(
        `${basename(declaration.decode[0])} gave ${pcm.length} bytes of samples back where ${pcmBytes} went in`,
      );
    },
  };
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
