/** Codes in the engine that runs this file, and prints what came of it as JSON. */
import process from 'node:process';
import { codeAll } from './codings.js';
import type { EngineResult } from './table.js';

const { bun, node, v8 } = process.versions;
const [engine, machine] = bun === undefined ? [`Node ${node}`, `V8 ${v8}`] : [`Bun ${bun}`, 'JavaScriptCore'];
const result: EngineResult = { engine, machine, digests: await codeAll() };
console.log(JSON.stringify(result));
