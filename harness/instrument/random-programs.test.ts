/** Programs drawn at random are counted as an interpreter of them counts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assemble, I32, signed } from './assemble.test.kit.js';
import { countersOf } from './counters.js';
import { instrument } from './instrument.js';

/** Conditions are bits of the parameter. */
type Statement =
  | { readonly does: 'add' | 'multiply' }
  | { readonly does: 'if'; readonly bit: number; readonly met: Statement[]; readonly otherwise: Statement[] }
  | {
      readonly does: 'leave';
      readonly bit: number;
      readonly before: Statement[];
      readonly after: Statement[];
    }
  | { readonly does: 'repeat'; readonly times: number; readonly body: Statement[] };

type Tally = Record<'add' | 'multiply' | 'wire' | 'logic' | 'branch', number>;

const LOOP_LOCALS = 4;

const { program } = fc.letrec<{ statement: Statement; program: Statement[] }>(tie => ({
  statement: fc.oneof(
    { maxDepth: LOOP_LOCALS, depthIdentifier: 'statement' },
    fc.record({ does: fc.constantFrom('add', 'multiply') }),
    fc.record({
      does: fc.constant('if'),
      bit: fc.nat(5),
      met: tie('program'),
      otherwise: tie('program'),
    }),
    fc.record({ does: fc.constant('leave'), bit: fc.nat(5), before: tie('program'), after: tie('program') }),
    fc.record({ does: fc.constant('repeat'), times: fc.integer({ min: 1, max: 3 }), body: tie('program') }),
  ),
  program: fc.array(tie('statement'), { maxLength: 4, depthIdentifier: 'statement' }),
}));

const constant = (value: number) => [0x41, ...signed(value)];
const condition = (bit: number) => [0x20, 0, ...constant(bit), 0x76, ...constant(1), 0x71];
const [BLOCK, LOOP, IF, ELSE, END, BR_IF] = [0x02, 0x03, 0x04, 0x05, 0x0b, 0x0d];
const EMPTY = 0x40;

/** @param depth of loops around it, each of which has a local of its own */
function codeOf(statements: readonly Statement[], depth: number): number[] {
  return statements.flatMap(statement => {
    switch (statement.does) {
      case 'add':
        return [0x20, 1, ...constant(1), 0x6a, 0x21, 1];
      case 'multiply':
        return [0x20, 1, ...constant(3), 0x6c, 0x21, 1];
      case 'if': {
        const [met, otherwise] = [statement.met, statement.otherwise].map(arm => codeOf(arm, depth));
        return [...condition(statement.bit), IF, EMPTY, ...met, ELSE, ...otherwise, END];
      }
      case 'leave': {
        const [before, after] = [statement.before, statement.after].map(part => codeOf(part, depth));
        return [BLOCK, EMPTY, ...before, ...condition(statement.bit), BR_IF, 0, ...after, END];
      }
      default: {
        const local = 2 + depth;
        const again = [0x20, local, ...constant(1), 0x6b, 0x22, local, BR_IF, 0, END];
        const body = codeOf(statement.body, depth + 1);
        return [...constant(statement.times), 0x21, local, LOOP, EMPTY, ...body, ...again];
      }
    }
  });
}

function interpret(statements: readonly Statement[], parameter: number, tally: Tally): void {
  const holds = (bit: number) => {
    tally.wire++;
    tally.logic++;
    tally.branch++;
    return ((parameter >>> bit) & 1) === 1;
  };
  for (const statement of statements) {
    if (statement.does === 'if') {
      interpret(holds(statement.bit) ? statement.met : statement.otherwise, parameter, tally);
    } else if (statement.does === 'leave') {
      interpret(statement.before, parameter, tally);
      if (!holds(statement.bit)) interpret(statement.after, parameter, tally);
    } else if (statement.does === 'repeat') {
      for (let k = 0; k < statement.times; k++) {
        interpret(statement.body, parameter, tally);
        tally.add++;
        tally.branch++;
      }
    } else tally[statement.does]++;
  }
}

test('programs drawn at random', () => {
  fc.assert(
    fc.property(program, fc.nat(63), (statements, parameter) => {
      const locals = Array.from({ length: 1 + 2 * LOOP_LOCALS }, () => I32);
      const code = [...codeOf(statements, 0), 0x20, 1];
      const bytes = assemble([{ parameters: [I32], results: [I32], locals, code }]);
      const { bytes: counted, plan } = instrument(bytes);
      const [plain, { exports }] = [bytes, counted].map(
        own => new WebAssembly.Instance(new WebAssembly.Module(own)),
      );
      assert.equal(exports.f0(parameter), plain.exports.f0(parameter));

      const tally: Tally = { add: 0, multiply: 0, wire: 0, logic: 0, branch: 0 };
      interpret(statements, parameter, tally);
      const found: Tally = { add: 0, multiply: 0, wire: 0, logic: 0, branch: 0 };
      for (const { kind, count } of countersOf(exports, plan).read()) {
        if (kind in found) found[kind as keyof Tally] += count;
      }
      assert.deepEqual(found, tally);
    }),
    { numRuns: 100, seed: 16 },
  );
});
