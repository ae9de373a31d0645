/**
 * Chooses, for a channel, which earlier channels predict it best: those whose innovations (what a predictor of its own
 * missed) have most in common with its own, a few samples earlier or later. Scored on a stretch of a block, so that
 * the work is bounded; greedily, each on what the ones before it left.
 */
import { type KernelExports, loadKernel, reserve, roundUp } from '../bytes/wasm.js';

interface Kernel extends KernelExports {
  readonly shrink: (innovations: number, count: number, to: number) => void;
  readonly crossProducts: (a: number, b: number, count: number, products: number) => void;
  readonly deflate: (a: number, b: number, count: number, weights: number) => void;
}

/** Innovations of a stretch that are compared. */
export const COMPARED = 2048;
const LAGS = 9;
const MARGIN = 8;
const SLOT_BYTES = 2 * (COMPARED + 2 * MARGIN);
/** What a reference must explain more than, times the number compared; of noises that have nothing in common it is 9. */
const LEAST_SHARE = 12;

/** What is kept of the earlier channels of a block. */
export interface Pool {
  /** Forgets all channels. */
  readonly clear: () => void;
  /**
   * Adds the next channel.
   * @param innovations at most `COMPARED` of them, the same stretch of every channel
   */
  readonly add: (innovations: Int32Array) => void;
  /** The channel added last is no reference for those to come. */
  readonly bar: () => void;
  /** The best references of the channel added last, the best first: earlier channels' places in the order added. */
  readonly choose: (most: number) => number[];
}

/** An empty pool over a kernel of its own. */
export async function openPool(): Promise<Pool> {
  const kernel = await loadKernel<Kernel>('references');
  const products = kernel.base();
  const target = products + 48;
  const innovationsAt = target + SLOT_BYTES;
  const slots = roundUp(innovationsAt + 4 * COMPARED);
  const energies: number[] = [];
  /** Innovations of each channel, rounded up to whole vectors. */
  let compared = 0;

  function slotOf(channel: number): number {
    return slots + channel * SLOT_BYTES;
  }

  function productsOf(a: number, b: number): Int32Array {
    kernel.crossProducts(a, b, compared, products);
    return new Int32Array(kernel.memory.buffer, products, LAGS);
  }

  function add(innovations: Int32Array): void {
    const slot = slotOf(energies.length);
    reserve(kernel, slot + SLOT_BYTES);
    const room = new Int32Array(kernel.memory.buffer, innovationsAt, COMPARED);
    room.fill(0);
    room.set(innovations);
    compared = (innovations.length + 7) & ~7;
    kernel.shrink(innovationsAt, COMPARED, slot);
    energies.push(productsOf(slot, slot)[LAGS >> 1]);
  }

  /** Share of the target's energy that an earlier channel explains, its innovations being white. */
  function shareOf(channel: number, energy: number): number {
    let squares = 0;
    for (const product of productsOf(target, slotOf(channel))) squares += product * product;
    return squares / (energies[channel] * energy);
  }

  function best(taken: readonly number[]): number | undefined {
    const energy = productsOf(target, target)[LAGS >> 1];
    let found: number | undefined;
    let most = LEAST_SHARE / compared;
    for (let channel = 0; energy > 0 && channel < energies.length - 1; channel++) {
      if (energies[channel] === 0 || taken.includes(channel)) continue;
      const share = shareOf(channel, energy);
      if (share <= most) continue;
      most = share;
      found = channel;
    }
    return found;
  }

  function deflate(channel: number): void {
    const scale = 4096 / energies[channel];
    const weights = productsOf(target, slotOf(channel));
    for (let lag = 0; lag < LAGS; lag++) weights[lag] = Math.round(weights[lag] * scale);
    kernel.deflate(target, slotOf(channel), compared, products);
  }

  function choose(most: number): number[] {
    const memory = new Uint8Array(kernel.memory.buffer);
    const own = slotOf(energies.length - 1);
    memory.copyWithin(target, own, own + SLOT_BYTES);
    const chosen: number[] = [];
    while (chosen.length < most) {
      const next = best(chosen);
      if (next === undefined) break;
      chosen.push(next);
      deflate(next);
    }
    return chosen;
  }

  return {
    clear: () => {
      energies.length = 0;
    },
    add,
    bar: () => {
      energies[energies.length - 1] = 0;
    },
    choose,
  };
}
