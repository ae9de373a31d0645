/**
 * Energy of the same circuit in another process, relative to 45 nm at 0.9 V, for which prices of operations are known.
 *
 * Of Stillmaker and Baas, "Scaling equations for the accurate prediction of CMOS device performance from 180 nm to
 * 7 nm", Integration 58 (2017): energy is a V^2 + b V + c. Coefficients read in wromaszkan/nodeScale (MIT), those of
 * high-performance transistors below 65 nm. Between its nodes energy is interpolated, logarithm over logarithm.
 */

interface Node {
  readonly nm: number;
  /** Usual supply, in volts; that of 45 nm is the one that prices are of. */
  readonly volts: number;
  readonly coefficients: readonly [number, number, number];
}

const NODES: readonly Node[] = [
  { nm: 180, volts: 1.8, coefficients: [0, 24.64, -17.98] },
  { nm: 130, volts: 1.2, coefficients: [7.171, -6.709, 2.904] },
  { nm: 90, volts: 1.1, coefficients: [4.762, -4.781, 2.092] },
  { nm: 65, volts: 1, coefficients: [3.755, -4.398, 1.975] },
  { nm: 45, volts: 0.9, coefficients: [1.018, -0.3107, 0.1539] },
  { nm: 32, volts: 0.9, coefficients: [0.8367, -0.4341, 0.1701] },
  { nm: 20, volts: 0.9, coefficients: [0.373, -0.1582, 0.04104] },
  { nm: 16, volts: 0.8, coefficients: [0.2958, -0.1241, 0.03024] },
];

export const LARGEST_NODE = NODES[0].nm;
export const SMALLEST_NODE = NODES[NODES.length - 1].nm;
/** The node that prices of operations are of. */
export const PRICED_NODE = 45;

function energyAt({ nm, coefficients: [a, b, c] }: Node, volts: number): number {
  const energy = a * volts ** 2 + b * volts + c;
  // a parabola that falls as the voltage rises is beyond what it was fitted to
  if (energy > 0 && 2 * a * volts + b > 0) return energy;
  throw new Error(`${volts} V at ${nm} nm is beyond what the scaling equations hold for`);
}

const PRICED = 1.018 * 0.9 ** 2 - 0.3107 * 0.9 + 0.1539;

/**
 * What an operation takes at a node, if it takes 1 at 45 nm and 0.9 V.
 * @param nm 180 to 16
 * @param volts the usual ones of the node unless given
 * @throws Error if the node or the voltage is beyond what is known
 */
export function energyScale(nm: number, volts?: number): number {
  const above = NODES.findLast(node => node.nm >= nm);
  const below = NODES.find(node => node.nm <= nm);
  if (above === undefined || below === undefined) {
    throw new Error(`node ${nm} nm: want ${SMALLEST_NODE} to ${LARGEST_NODE}`);
  }
  const share = above === below ? 0 : Math.log(above.nm / nm) / Math.log(above.nm / below.nm);
  const supply = volts ?? above.volts + share * (below.volts - above.volts);
  const [high, low] = [above, below].map(node => energyAt(node, supply) / PRICED);
  return high * (low / high) ** share;
}
