/**
 * A program that can stand in a chain: plain data, in TypeScript or in a JSON file.
 *
 *   name          the stage is exec:NAME
 *   summary       one line
 *   family        as of any stage; default: dictionary
 *   input         'wav' (int16) or 'pcm' (int16 little-endian, interleaved, no header)
 *   encode        command to encode: the program, then its arguments, as a list. No shell ever sees it
 *   decode        command to decode
 *   version       command whose output has the version in it
 *   parameters    as a stage declares them; `sweep` and `meaning` may be left out. An integer may have `decimals`: it
 *                 counts tenths (1), hundredths (2) … and stands in commands as such a number, 225 as 2.25
 *   loss          'free' if what is decoded need not be what was encoded; without it, every sample comes back
 *   rates         rates in hertz that the program takes, rising, if it does not take any: see {codec_rate}
 *   mostChannels  the most channels the program takes: samples of more go through it channel by channel
 *   extension     of the file that encode writes; default: bin
 *   install       how to get the program, for the message where it is missing
 *   needs         `command` and `output`, a text which that has to print if the program can do what is asked of it; if
 *                 not, it counts as missing
 *
 * Commands run in an empty folder of their own. Placeholders in their arguments:
 *
 *   {in} {out}    file to read, file to write: samples.wav or samples.pcm to stream.EXTENSION, that to
 *                 decoded.wav or decoded.pcm. Without {in} the program reads standard input, without {out} it
 *                 writes to standard output
 *   {here}        folder of the JSON file, where relative paths of programs begin too
 *   {frames}      frames of samples in the file
 *   {rate}        frames a second, a whole number. A command that has it, or {codec_rate}, is given it in the WAV file
 *                 too, and the stream holds it. All other programs find 48000 there
 *   {codec_rate}  the least of `rates` that is no lower than {rate}, or the highest
 *   {KEY}         value of a parameter. A choice may have `arguments`, a list for each of its values: then {KEY}
 *                 stands alone and becomes that list
 */
import type { ChoiceParameter, Family, IntegerParameter } from '../codec.js';
import { ownValue } from '../own-value.js';

/** A choice whose values may each stand for several arguments, or none. */
export interface ProgramChoice extends ChoiceParameter {
  readonly arguments?: Readonly<Record<string, readonly string[]>>;
}

/** An integer that may count parts of ten. */
interface ProgramInteger extends IntegerParameter {
  readonly decimals?: number;
}

export type ProgramParameter = ProgramInteger | ProgramChoice;

/** The program, then its arguments. */
export type Command = readonly string[];

/** What a program has to print if it was built with what is asked of it. */
export interface Need {
  readonly command: Command;
  readonly output: string;
}

export interface ProgramDeclaration {
  readonly name: string;
  readonly summary: string;
  readonly family: Family;
  readonly input: 'wav' | 'pcm';
  readonly encode: Command;
  readonly decode: Command;
  readonly version?: Command;
  readonly parameters?: Readonly<Record<string, ProgramParameter>>;
  readonly loss?: 'free';
  readonly rates?: readonly number[];
  readonly mostChannels?: number;
  readonly extension?: string;
  readonly install?: string;
  readonly needs?: Need;
}

/** Names that no parameter may take. */
const TAKEN = ['in', 'out', 'here', 'frames', 'rate', 'codec_rate'];

/** Every `{word}` in an argument. */
export const PLACEHOLDER = /\{([a-z][a-z0-9_]*)\}/g;

/**
 * Checks what types cannot.
 * @throws Error that names the key which is wrong
 */
export function checkDeclaration(declaration: ProgramDeclaration): void {
  const { encode, decode, version = ['-'], parameters = {}, extension = 'bin', needs } = declaration;
  const commands = { encode, decode, version, ...(needs && { 'needs.command': needs.command }) };
  for (const [key, command] of Object.entries(commands)) checkCommand(key, command);
  if (!/^[a-z0-9]{1,8}$/.test(extension)) {
    throw new Error(`extension ${JSON.stringify(extension)}: want up to 8 lower-case letters and digits`);
  }
  for (const [key, parameter] of Object.entries(parameters)) {
    if (TAKEN.includes(key)) throw new Error(`parameters.${key}: {${key}} means something else`);
    checkArguments(key, parameter);
    checkDecimals(key, parameter);
  }
  const used = new Set([
    ...checkPlaceholders('encode', encode, parameters),
    ...checkPlaceholders('decode', decode, parameters),
  ]);
  for (const key of Object.keys(parameters)) {
    if (!used.has(key)) throw new Error(`parameters.${key}: no command has {${key}}`);
  }
  checkRates(declaration.rates, used.has('codec_rate'));
}

function checkRates(rates: readonly number[] | undefined, areUsed: boolean): void {
  if (rates === undefined && areUsed)
    throw new Error('rates: {codec_rate} is one of them, and there are none');
  if (rates === undefined) return;
  if (!areUsed) throw new Error('rates: no command has {codec_rate}');
  if (rates.length === 0 || rates.some((rate, k) => rate <= (rates[k - 1] ?? 0))) {
    throw new Error(`rates: ${rates.join(', ')}: want numbers over 0, rising`);
  }
}

/** Whether a program is told the rate of samples. */
export function wantsRate({ encode, decode }: ProgramDeclaration): boolean {
  return [...encode, ...decode].some(argument => /\{(codec_)?rate\}/.test(argument));
}

function checkCommand(key: string, command: Command): void {
  if (command.length === 0 || command[0] === '') throw new Error(`${key}: names no program`);
  if (command.some(argument => argument.includes('\0'))) throw new Error(`${key}: has a NUL character`);
}

function checkArguments(key: string, parameter: ProgramParameter): void {
  if (parameter.type !== 'choice' || parameter.arguments === undefined) return;
  const given = Object.keys(parameter.arguments).sort().join();
  if (given !== [...parameter.choices].sort().join()) {
    throw new Error(`parameters.${key}.arguments: want a list for each of ${parameter.choices.join(', ')}`);
  }
}

const MOST_DECIMALS = 6;

function checkDecimals(key: string, parameter: ProgramParameter): void {
  const decimals = parameter.type === 'integer' ? (parameter.decimals ?? 0) : 0;
  if (decimals < 0 || decimals > MOST_DECIMALS) {
    throw new Error(`parameters.${key}.decimals: ${decimals} out of range 0..${MOST_DECIMALS}`);
  }
}

/** @returns the placeholders of a command */
function checkPlaceholders(
  key: string,
  [program, ...rest]: Command,
  parameters: Readonly<Record<string, ProgramParameter>>,
): string[] {
  const named: string[] = [];
  if (program.replaceAll('{here}', '').match(PLACEHOLDER)) {
    throw new Error(`${key}: the program ${program} may hold no placeholder but {here}`);
  }
  for (const argument of rest) {
    for (const [placeholder, word] of argument.matchAll(PLACEHOLDER)) {
      const parameter = ownValue(parameters, word);
      if (parameter === undefined && !TAKEN.includes(word)) {
        throw new Error(
          `${key}: ${placeholder} is no parameter, nor one of ${TAKEN.map(word => `{${word}}`).join(', ')}`,
        );
      }
      if (parameter?.type === 'choice' && parameter.arguments !== undefined && argument !== placeholder) {
        throw new Error(`${key}: ${placeholder} stands for a list and must be an argument of its own`);
      }
      named.push(word);
    }
  }
  return named;
}
