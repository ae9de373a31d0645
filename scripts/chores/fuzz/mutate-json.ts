/** Values in JSON changed for others, so that what reads it gets past the syntax. */

type Random = () => number;

const OTHERS: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 1e300, 2 ** 31, 2 ** 53, '', 'x', '-1', '=1', '__proto__'],
  ...[[], [null], [[]], {}, { length: 9 }, { toString: 1 }],
];
/** Changes at most. */
const CHANGES = 3;

/** A value in a list or object. */
interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

/** @returns undefined of bytes that are neither JSON nor lines of it */
export function mutatedJson(base: Uint8Array, random: Random): Uint8Array | undefined {
  const text = Buffer.from(base).toString('utf8');
  if (!/^\s*[[{]/.test(text)) return undefined;
  const whole = changed(text, random);
  if (whole !== undefined) return new Uint8Array(Buffer.from(whole));
  const lines = text.split('\n');
  const line = random() % lines.length;
  const other = changed(lines[line], random);
  return other === undefined ? undefined : new Uint8Array(Buffer.from(lines.with(line, other).join('\n')));
}

function changed(text: string, random: Random): string | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  const holder = { root };
  for (let left = 1 + (random() % CHANGES); left > 0; left--) change(placesIn(holder), random);
  return JSON.stringify(holder.root);
}

function placesIn(value: object): Place[] {
  const holder = value as Place['holder'];
  return Object.entries(holder).flatMap(([key, inner]) => [
    { holder, key },
    ...(typeof inner === 'object' && inner !== null ? placesIn(inner) : []),
  ]);
}

function change(places: readonly Place[], random: Random): void {
  const at = places[random() % places.length];
  const other = places[random() % places.length];
  const put = (value: unknown) => Object.assign(at.holder, { [at.key]: structuredClone(value) });
  switch (random() % 4) {
    case 0:
      if (at.key !== 'root') Reflect.deleteProperty(at.holder, at.key);
      break;
    case 1:
      put(Reflect.get(other.holder, other.key));
      break;
    default:
      put(OTHERS[random() % OTHERS.length]);
  }
}
