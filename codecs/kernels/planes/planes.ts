// Rows of 16-bit numbers turned into columns: interleaved frames to planes, and planes to frames.

// Rows that are read while they are in the cache: on 384 and 385 columns, 64 take a fifth longer.
const TILE: usize = 32;

export function base(): usize {
  return (__heap_base + 15) & ~15;
}

function lowPairs(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function highPairs(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Eight rows of eight numbers, each changed by `flips`. */
// inlined
function turnEight(from: usize, rowBytes: usize, to: usize, columnBytes: usize, flips: v128): void {
  const from4 = from + 4 * rowBytes;
  const to4 = to + 4 * columnBytes;
  const a = v128.load(from);
  const b = v128.load(from + rowBytes);
  const c = v128.load(from + 2 * rowBytes);
  const d = v128.load(from + 3 * rowBytes);
  const e = v128.load(from4);
  const f = v128.load(from4 + rowBytes);
  const g = v128.load(from4 + 2 * rowBytes);
  const h = v128.load(from4 + 3 * rowBytes);
  const ae = lowPairs(a, e);
  const aeHigh = highPairs(a, e);
  const bf = lowPairs(b, f);
  const bfHigh = highPairs(b, f);
  const cg = lowPairs(c, g);
  const cgHigh = highPairs(c, g);
  const dh = lowPairs(d, h);
  const dhHigh = highPairs(d, h);
  const even0 = lowPairs(ae, cg);
  const even2 = highPairs(ae, cg);
  const even4 = lowPairs(aeHigh, cgHigh);
  const even6 = highPairs(aeHigh, cgHigh);
  const odd0 = lowPairs(bf, dh);
  const odd2 = highPairs(bf, dh);
  const odd4 = lowPairs(bfHigh, dhHigh);
  const odd6 = highPairs(bfHigh, dhHigh);
  v128.store(to, v128.xor(lowPairs(even0, odd0), flips));
  v128.store(to + columnBytes, v128.xor(highPairs(even0, odd0), flips));
  v128.store(to + 2 * columnBytes, v128.xor(lowPairs(even2, odd2), flips));
  v128.store(to + 3 * columnBytes, v128.xor(highPairs(even2, odd2), flips));
  v128.store(to4, v128.xor(lowPairs(even4, odd4), flips));
  v128.store(to4 + columnBytes, v128.xor(highPairs(even4, odd4), flips));
  v128.store(to4 + 2 * columnBytes, v128.xor(lowPairs(even6, odd6), flips));
  v128.store(to4 + 3 * columnBytes, v128.xor(highPairs(even6, odd6), flips));
}

function turnSome(
  from: usize,
  rows: usize,
  rowBytes: usize,
  columns: usize,
  to: usize,
  columnBytes: usize,
  flip: i32,
): void {
  for (let column: usize = 0; column < columns; column++) {
    let at = from + 2 * column;
    let out = to + column * columnBytes;
    for (let row: usize = 0; row < rows; row++) {
      store<u16>(out, <u16>(load<u16>(at) ^ flip));
      at += rowBytes;
      out += 2;
    }
  }
}

/**
 * Number `column` of row `row`, at `from + row * rowBytes + 2 * column`, to `to + column * columnBytes + 2 * row`.
 * @param flip bits that are changed in each
 */
export function turn(
  from: usize,
  rows: usize,
  rowBytes: usize,
  columns: usize,
  to: usize,
  columnBytes: usize,
  flip: i32,
): void {
  const flips = i16x8.splat(<i16>flip);
  const wholeColumns = columns & ~7;
  for (let first: usize = 0; first < rows; first += TILE) {
    const some = min(TILE, rows - first);
    const whole = some & ~7;
    const tile = from + first * rowBytes;
    const out = to + 2 * first;
    for (let column: usize = 0; column < wholeColumns; column += 8) {
      const at = tile + 2 * column;
      const place = out + column * columnBytes;
      for (let row: usize = 0; row < whole; row += 8) {
        turnEight(at + row * rowBytes, rowBytes, place + 2 * row, columnBytes, flips);
      }
    }
    const side = 2 * wholeColumns;
    const beyond = out + wholeColumns * columnBytes;
    turnSome(tile + side, whole, rowBytes, columns - wholeColumns, beyond, columnBytes, flip);
    turnSome(tile + whole * rowBytes, some - whole, rowBytes, columns, out + 2 * whole, columnBytes, flip);
  }
}
