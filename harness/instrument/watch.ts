/**
 * Counts what the WebAssembly of this process executes. While it is watched, every module that is compiled from bytes
 * is given counters first (instrument.ts). For counting processes: instrumented code is several times slower.
 */
import { forgetCompiled } from '../../codecs/bytes/wasm.js';
import { UnsupportedError } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { type Counters, countersOf } from './counters.js';
import { type CountingPlan, instrument } from './instrument.js';
import type { Operation } from './operation.js';

/** A module's code as it was given, and what instances of it have executed. */
interface Executed {
  readonly bytes: Uint8Array;
  readonly operations: readonly Operation[];
}

export interface Watch {
  /** All counters back to 0. */
  readonly reset: () => void;
  /**
   * What was executed since, by instance, those left out that did nothing.
   * @throws UnsupportedError if something was instantiated that could not be given counters
   */
  readonly read: () => Executed[];
  /** @returns how to forget what is instantiated from now on, so that its memory is given back */
  readonly mark: () => () => void;
  /** WebAssembly as it was. Instances that are there count on. */
  readonly end: () => void;
}

/** A module's code, and what its counters mean or why it has none. */
interface Known {
  readonly bytes: Uint8Array;
  readonly plan: CountingPlan | Error;
}

interface Instance {
  readonly bytes: Uint8Array;
  readonly counters: Counters | Error;
}

type Bytes = ArrayBuffer | ArrayBufferView;
/** The functions of WebAssembly that compile; the streaming ones take a Response or a promise of one. */
interface Compiling {
  readonly Module: new (bytes: Bytes) => WebAssembly.Module;
  readonly Instance: new (module: WebAssembly.Module, imports?: object) => WebAssembly.Instance;
}

interface Streamed {
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

const REPLACED = [
  'Module',
  'Instance',
  'compile',
  'instantiate',
  'compileStreaming',
  'instantiateStreaming',
] as const;

export function watchWebAssembly(): Watch {
  const originals = REPLACED.map(name => [name, Reflect.get(WebAssembly, name)] as const);
  const { Module, Instance }: Compiling = WebAssembly;
  const known = new WeakMap<WebAssembly.Module, Known>();
  const instances: Instance[] = [];

  function compile(given: Bytes): WebAssembly.Module {
    const bytes = copyOfBytes(given);
    const { code, plan } = instrumented(bytes);
    const module = new Module(code);
    known.set(module, { bytes, plan });
    return module;
  }

  function instantiate(module: WebAssembly.Module, imports?: object): WebAssembly.Instance {
    const instance = new Instance(module, imports);
    const facts = known.get(module);
    if (facts === undefined) return instance;
    const { bytes, plan } = facts;
    instances.push({ bytes, counters: plan instanceof Error ? plan : countersOf(instance.exports, plan) });
    return instance;
  }

  const instantiateAny = (given: Bytes | WebAssembly.Module, imports?: object) => {
    if (given instanceof Module) return instantiate(given, imports);
    const module = compile(given);
    return { module, instance: instantiate(module, imports) };
  };
  const replacements: Readonly<Record<(typeof REPLACED)[number], unknown>> = {
    Module: new Proxy(Module, { construct: (_, [bytes]) => compile(bytes) }),
    Instance: new Proxy(Instance, { construct: (_, [module, imports]) => instantiate(module, imports) }),
    compile: async (bytes: Bytes) => compile(bytes),
    instantiate: async (given: Bytes | WebAssembly.Module, imports?: object) =>
      instantiateAny(given, imports),
    compileStreaming: async (source: Streamed | Promise<Streamed>) =>
      compile(await (await source).arrayBuffer()),
    instantiateStreaming: async (source: Streamed | Promise<Streamed>, imports?: object) =>
      instantiateAny(await (await source).arrayBuffer(), imports),
  };
  for (const name of REPLACED) Reflect.set(WebAssembly, name, replacements[name]);
  forgetCompiled();

  return {
    reset: () => {
      for (const { counters } of instances) if (!(counters instanceof Error)) counters.reset();
    },
    read: () =>
      instances
        .map(({ bytes, counters }) => {
          if (counters instanceof Error) throw counters;
          return { bytes, operations: counters.read() };
        })
        .filter(({ operations }) => operations.length > 0),
    mark: () => {
      const before = instances.length;
      return () => void instances.splice(before);
    },
    end: () => {
      for (const [name, original] of originals) Reflect.set(WebAssembly, name, original);
      forgetCompiled();
    },
  };
}

function copyOfBytes(given: Bytes): Uint8Array {
  return ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength).slice()
    : new Uint8Array(given.slice(0));
}

/** Code that has no counters runs all the same: what it says of itself is then wrong, not what it does. */
function instrumented(bytes: Uint8Array): { readonly code: Uint8Array; readonly plan: Known['plan'] } {
  try {
    const { bytes: code, plan } = instrument(bytes);
    return { code, plan };
  } catch (thrown) {
    const plan = new UnsupportedError(`cannot be counted: ${messageOf(thrown)}`, { cause: thrown });
    return { code: bytes, plan };
  }
}
