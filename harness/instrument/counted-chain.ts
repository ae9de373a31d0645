/** A chain of which each stage says what WebAssembly executed in it. */
import { readFileSync } from 'node:fs';
import { type Chain, type Configured, printStage, stagesOf } from '../../codecs/chain-id.js';
import type { Codec, Coder, Compressor, Samples, Transform, Transformed } from '../../codecs/codec.js';
import { andThen, makeCodec } from '../../codecs/map-codec.js';
import { type Operation, sumOfOperations } from './operation.js';
import type { Watch } from './watch.js';

/** What one direction of a stage executed. */
interface Direction {
  readonly operations: readonly Operation[];
  /** Whether WebAssembly was executed that the stage, a plugin, does not name. */
  readonly ranUnnamed: boolean;
}

/** What the stages of a chain have executed, in all calls. */
interface StageTally {
  /** Printable id. */
  readonly stage: string;
  encode: Direction;
  decode: Direction;
}

const NOTHING: Direction = { operations: [], ranUnnamed: false };

/**
 * The same chain, whose codecs add what each call executed to its tallies.
 * @returns tallies of transforms, coder and compressors, in their order
 */
export function countedChain(chain: Chain, watch: Watch) {
  const tallies: StageTally[] = stagesOf(chain).map(configured => ({
    stage: printStage(configured),
    encode: NOTHING,
    decode: NOTHING,
  }));
  let next = 0;
  const counted = <In, Out, S extends Openable<In, Out>>({
    stage,
    values,
  }: {
    stage: S;
    values: Configured['values'];
  }) => {
    const tally = tallies[next++];
    const open: Openable<In, Out>['open'] = async given =>
      countedCodec(await stage.open(given), tally, watch, namedBy(stage.wasm));
    return { stage: { ...stage, open }, values };
  };
  const wrapped: Chain = {
    transforms: chain.transforms.map(given => counted<Samples, Transformed, Transform>(given)),
    coder: counted<Samples, Uint8Array, Coder>(chain.coder),
    compressors: chain.compressors.map(given => counted<Uint8Array, Uint8Array, Compressor>(given)),
  };
  return { chain: wrapped, tallies };
}

interface Openable<In, Out> {
  readonly wasm?: readonly string[];
  readonly open: (values: Configured['values']) => Promise<Codec<In, Out>>;
}

/** Whether code is of one of a plugin's modules; of a stage that names none all code is its own. */
type IsNamed = (bytes: Uint8Array) => boolean;

function namedBy(modules: readonly string[] | undefined): IsNamed {
  if (modules === undefined) return () => true;
  const named = modules.map(module => readFileSync(new URL(module)));
  return bytes => named.some(own => own.equals(bytes));
}

function countedCodec<In, Out>(
  codec: Codec<In, Out>,
  tally: StageTally,
  watch: Watch,
  isNamed: IsNamed,
): Codec<In, Out> {
  const count = <From, To>(direction: 'encode' | 'decode', run: (given: From) => To | Promise<To>) => {
    return (given: From) => {
      watch.reset();
      return andThen(run(given), result => {
        const executed = watch.read();
        const own = executed.filter(({ bytes }) => isNamed(bytes));
        const before = tally[direction];
        tally[direction] = {
          operations: sumOfOperations([before.operations, ...own.map(({ operations }) => operations)]),
          ranUnnamed: before.ranUnnamed || own.length < executed.length,
        };
        return result;
      });
    };
  };
  return makeCodec<In, Out>(
    codec.asynchronous === true,
    count<In, Out>('encode', codec.encode),
    count<Out, In>('decode', codec.decode),
  );
}
