// The constants of the program, in it and in its parts (web/toolchain/wasm_data.mjs).
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { memoryOf, numbersIn, partWith, programWithout, strangerIn } from '../../web/toolchain/wasm_data.mjs';
import { DIST, LOADED } from './place.mjs';

const section = (id, ...content) => [id, content.length, ...content];
const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const START = 16;
const DATA = [1, 2, 0, 0, 3, ...Array(20).fill(0), 4, 5];  // from START on
/** A program with a memory that it exports as "m", a function, and data. */
const program = Buffer.from([...HEAD, ...section(1, 1, 0x60, 0, 0), ...section(3, 1, 0), ...section(5, 1, 0, 1), ...section(7, 1, 1, 0x6d, 2, 0),
  ...section(10, 1, 2, 0, 0x0b), ...section(11, 1, 0, 0x41, START, 0x0b, DATA.length, ...DATA)]);
/** A part that has this memory. */
const part = Buffer.from([...HEAD, ...section(1, 1, 0x60, 0, 0), ...section(2, 1, 1, 0x70, 1, 0x6d, 2, 0, 1), ...section(3, 1, 0), ...section(10, 1, 2, 0, 0x0b)]);
const memory = memoryOf(program);

test('constants leave the program, and are there again as soon as all parts are', () => {
  assert.deepEqual([memory.start, [...memory.bytes]], [START, DATA]);
  const parts = new Uint32Array(DATA.length);
  parts.set([1, 1], 0);
  parts[4] = 3;  // of two parts
  parts[25] = 2;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(programWithout(program, memory, parts)));
  const now = () => [...new Uint8Array(exports.m.buffer, START, DATA.length)];
  const add = (number) => new WebAssembly.Instance(new WebAssembly.Module(partWith(part, memory, parts, number)), { p: exports });
  assert.deepEqual(now(), DATA.map((value, i) => (i === 26 ? value : 0)));
  add(1);
  assert.deepEqual(now(), DATA.map((value, i) => (i === 4 || i >= 25 ? value : 0)));
  add(0);
  assert.deepEqual(now(), DATA);
});

test('a part without a memory gets no constants, and does not lose them without a word', () => {
  const parts = new Uint32Array(DATA.length).fill(1);
  assert.throws(() => partWith(Buffer.from(HEAD), memory, parts, 0), /no memory/);
  assert.deepEqual([...partWith(part, memory, parts, 1)], [...part], 'nothing of it');
});

test('numbers that may be places are found in whatever holds them', () => {
  const found = numbersIn(` (global $g i32 (i32.const 7))
 (data $0 (i32.const 8) "(func $f3 (i32.const 9)")
 (func $f3 (param i32)
  (i32.store offset=10 (local.get 0) (i32.const 11))
  (drop (i64.const 55834574860))
  (drop (v128.const i32x4 0x0000000e 0x0000000f 0x00000010 0x00000011)))
 (func $12
  (call $f3 (i32.const 11)))
 (export "a" (func $f3))`);
  assert.deepEqual([...found].map(([number, functions]) => [number, [...functions]]),
    [[7, [-1]], [10, [3]], [11, [3, 12]], [12, [3]], [13, [3]], [14, [3]], [15, [3]], [16, [3]], [17, [3]]]);
});

test('whoever refers to a constant of another part is found', () => {
  const parts = Uint32Array.from(DATA, (_, i) => (i === 4 ? 2 : 0)), mentioned = new Map([[START, new Set()], [START + 4, new Set()], [1e6, new Set()]]);
  assert.equal(strangerIn(mentioned, memory, parts, -1), START + 4);
  assert.equal(strangerIn(mentioned, memory, parts, 0), START + 4);
  assert.equal(strangerIn(mentioned, memory, parts, 1), undefined);
});

test('the built program and its parts hold together what the whole program holds, and what they share is the same', () => {
  const [, whole] = /"attention-lab\.wasm":"data:application\/wasm;base64,([^"]+)"/.exec(readFileSync(join(DIST, 'attention-lab.html'), 'utf8'));
  const all = memoryOf(Buffer.from(whole, 'base64')), folder = join(DIST, LOADED());
  const joined = Buffer.alloc(all.bytes.length);
  const names = readdirSync(folder).filter((name) => /^attention-lab(\.\w+)?\.wasm$/.test(name));
  let moved = 0;
  for (const name of names) {
    const own = memoryOf(readFileSync(join(folder, name)));
    own.bytes.forEach((byte, i) => {
      const at = own.start - all.start + i;
      if (byte === 0) return;
      assert.equal(byte, all.bytes[at], `${name} at ${own.start + i}`);
      joined[at] = byte;
      moved += name !== 'attention-lab.wasm';
    });
  }
  assert.ok(joined.equals(all.bytes));
  assert.ok(moved > 50_000, `only ${moved} bytes lie in parts`);
});
