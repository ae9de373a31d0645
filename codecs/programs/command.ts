/** A declared command with its placeholders filled in: what a program is called with. */
import type { ParameterValues } from '../codec.js';
import { ownValue } from '../own-value.js';
import { type Command, PLACEHOLDER, type ProgramDeclaration } from './declaration.js';

/** The files of one call, by name, the folder of the declaration, and what is known of the samples. */
export interface CallFacts {
  readonly in: string;
  readonly out: string;
  readonly here: string;
  readonly frames: number;
  readonly rate: number;
  readonly codec_rate: number;
}

/** A command ready to be started. */
export interface FilledCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Whether it reads standard input, since no argument names the file. */
  readonly readsInput: boolean;
  readonly writesOutput: boolean;
}

/** Fills in the placeholders of a checked declaration's command. */
export function fillCommand(
  command: Command,
  parameters: NonNullable<ProgramDeclaration['parameters']>,
  values: ParameterValues,
  facts: CallFacts,
): FilledCommand {
  const words: Readonly<Record<string, string | number>> = { ...inDecimals(parameters, values), ...facts };
  const fill = (argument: string) => argument.replace(PLACEHOLDER, (_, word: string) => String(words[word]));
  const [program, ...rest] = command;
  return {
    program: fill(program),
    arguments: rest.flatMap(argument => listFor(argument, parameters, values) ?? [fill(argument)]),
    readsInput: !rest.some(argument => argument.includes('{in}')),
    writesOutput: !rest.some(argument => argument.includes('{out}')),
  };
}

/** Values as commands have them. */
function inDecimals(
  parameters: NonNullable<ProgramDeclaration['parameters']>,
  values: ParameterValues,
): ParameterValues {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const parameter = parameters[key];
      if (parameter?.type !== 'integer' || parameter.decimals === undefined) return [key, value];
      return [key, (Number(value) / 10 ** parameter.decimals).toFixed(parameter.decimals)];
    }),
  );
}

/** The list that a choice's value stands for, if the argument is such a placeholder. */
function listFor(
  argument: string,
  parameters: NonNullable<ProgramDeclaration['parameters']>,
  values: ParameterValues,
): readonly string[] | undefined {
  const key = /^\{(.*)\}$/.exec(argument)?.[1] ?? '';
  const parameter = ownValue(parameters, key);
  return parameter?.type === 'choice' ? ownValue(parameter.arguments ?? {}, String(values[key])) : undefined;
}
