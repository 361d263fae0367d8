// The data of a WebAssembly program: which constants it has, who refers to them, and how they are moved into the parts
// that alone do. A part's data are written into memory when it is instantiated, which is before any of its functions runs.
import { Reader, leb, readWasm, withLength } from './wasm.mjs';

const CODE = 10, DATA = 11, DATA_COUNT = 12;
const I32_CONST = 0x41, END = 0x0b;
const GAP = 8;  // bytes: a segment's head is about as long

const signedLeb = (value) => {
  const bytes = [];
  for (; value < -64 || value > 63; value = Math.floor(value / 128)) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value & 0x7f]);
};

/** What memory holds when the program starts. @returns {{start: number, bytes: Buffer}} from the first address that is set */
export function memoryOf(bytes) {
  const section = readWasm(bytes).sections.find(({ id }) => id === DATA);
  const from = new Reader(bytes, section.content), segments = [];
  for (let left = from.number(); left > 0; left--) {
    if (from.number() !== 0 || from.byte() !== I32_CONST) throw new Error('data without a constant place');
    const start = from.signed();
    if (from.byte() !== END) throw new Error('data without a constant place');
    const length = from.number();
    segments.push({ start, content: bytes.subarray(from.at, from.at += length) });
  }
  const start = Math.min(...segments.map((each) => each.start));
  const memory = Buffer.alloc(Math.max(...segments.map((each) => each.start + each.content.length)) - start);
  for (const each of segments) each.content.copy(memory, each.start - start);
  return { start, bytes: memory };
}

/** The linker's table of symbols, and where code and data refer to them (--emit-relocs). */
function linked(bytes) {
  const { sections } = readWasm(bytes);
  const section = (wanted) => sections.find(({ name }) => name === wanted);
  const linking = section('linking'), code = section('reloc.CODE'), data = section('reloc.DATA');
  if (!linking || !code || !data) throw new Error('the program has not been linked with --emit-relocs');
  const from = new Reader(bytes, linking.content), segments = [], symbols = [];
  if (from.number() !== 2) throw new Error('a linking section of another version');
  const UNDEFINED = 0x10, HAS_NAME = 0x40, IS_DATA = 1, IS_SECTION = 3;
  while (from.at < linking.end) {
    const kind = from.byte(), next = from.number() + from.at;
    if (kind === 5) {
      for (let left = from.number(); left > 0; left--) {
        segments.push(from.text());
        from.number();
        from.number();
      }
    } else if (kind === 8) {
      for (let left = from.number(); left > 0; left--) {
        const type = from.byte(), flags = from.number(), symbol = {};
        if (type === IS_DATA) {
          symbol.name = from.text();
          if (!(flags & UNDEFINED)) Object.assign(symbol, { segment: from.number(), offset: from.number(), size: from.number() });
        } else {
          from.number();
          if (type !== IS_SECTION && (!(flags & UNDEFINED) || flags & HAS_NAME)) from.text();
        }
        symbols.push(symbol);
      }
    }
    from.at = next;
  }
  const ADDRESSES = [3, 4, 5], WITH_ADDEND = [...ADDRESSES, 8, 9, 11, 14, 15, 16, 17, 22, 23];
  const references = ({ content }) => {
    const found = [];
    from.at = content;
    from.number();  // the section's place
    for (let left = from.number(); left > 0; left--) {
      const type = from.byte(), offset = from.number(), symbol = symbols[from.number()];
      const addend = WITH_ADDEND.includes(type) ? from.signed() : 0;
      if (ADDRESSES.includes(type)) found.push({ offset, symbol, addend });
    }
    return found;
  };
  return { segments, symbols, inCode: references(code), inData: references(data) };
}

/**
 * The constants of a program, by their places in memory, with those that they point to. One is marked `isPinned` if
 * other data point to it, or if code refers to a place beside it (the element before the first, the end of all): whose that
 * place is cannot be told from the code. So is one whose place the code has no longer as the linker has put it there.
 * @returns {{start, end, isPinned, pointsTo}[]}
 */
function constants(bytes, memory, mentioned) {
  const { segments, symbols, inCode, inData } = linked(bytes);
  if (segments[0] !== '.rodata') throw new Error('the constants do not come first in memory');
  const found = new Map(symbols.filter(({ segment, size }) => segment === 0 && size > 0).map((symbol) => {
    const start = memory.start + symbol.offset;
    return [symbol, { start, end: start + symbol.size, isPinned: false, pointsTo: new Set() }];
  }));
  let missing = 0, all = 0;
  for (const { symbol, addend } of inCode) {
    const constant = found.get(symbol);
    if (!constant) continue;
    const isMissing = !mentioned.has(constant.start + addend);
    missing += isMissing;
    all += 1;
    if (isMissing || addend < 0 || addend >= symbol.size) constant.isPinned = true;
  }
  if (missing > all / 20) throw new Error(`${missing} of ${all} places of constants are not in the code: the symbols' places have not been understood`);

  const pointers = inData.filter(({ symbol }) => found.has(symbol)).map((each) => ({ ...each, target: found.get(each.symbol) }));
  const end = Math.max(...[...found.values()].map((each) => each.end));
  // The offsets count from the start of the section, which begins with the first segment's head.
  const isHead = (length) => pointers.every(({ offset, target, addend }) => {
    const i = offset - length;
    return i >= end - memory.start || (i >= 0 && memory.bytes.readUInt32LE(i) === target.start + addend);
  });
  const head = [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].find(isHead);
  if (head === undefined) throw new Error('the pointers in the data have not been understood');
  const holders = covering(memory, [...found.values()]);
  for (const { offset, target } of pointers) {
    const holding = holders[offset - head] ?? [];
    for (const holder of holding) holder.pointsTo.add(target);
    if (holding.length === 0) target.isPinned = true;
  }
  return [...found.values()];
}

/** For every byte of memory the constants that it belongs to, or undefined. */
function covering(memory, all) {
  const found = Array.from({ length: memory.bytes.length }, () => undefined);
  for (const each of all) for (let i = each.start - memory.start; i < each.end - memory.start; i++) found[i] = [...found[i] ?? [], each];
  return found;
}

/**
 * Every number of the code that may be a place in memory, and which functions have it.
 * @param {string} text the program as text (wasm-dis), whose functions are called $f0, $f1 …
 * @returns {Map<number, Set<number>>} number → functions, −1: outside of all
 */
export function numbersIn(text) {
  const found = new Map();
  let current = -1;
  const add = (value) => {
    if (!found.has(value)) found.set(value, new Set());
    found.get(value).add(current);
  };
  for (const [, line] of text.matchAll(/^(.*)$/gm)) {
    if (line.startsWith(' (data ')) continue;
    const named = /^ \(func \$f?(\d+)/.exec(line);
    if (named) current = Number(named[1]);
    else if (line.startsWith(' (')) current = -1;
    for (const [, value] of line.matchAll(/(?:i32\.const |offset=)(-?\d+)/g)) add(Number(value));
    for (const [, value] of line.matchAll(/i64\.const (-?\d+)/g)) {
      const bits = BigInt.asUintN(64, BigInt(value));
      add(Number(bits & 0xffffffffn));
      add(Number(bits >> 32n));
    }
    for (const [, lanes] of line.matchAll(/v128\.const i32x4((?: 0x[0-9a-f]{8}){4})/g)) for (const lane of lanes.trim().split(' ')) add(Number(lane));
  }
  return found;
}

/**
 * For every byte of memory the parts that its constant comes with, as bits: 1 << i for part i, 0 for what stays in the program.
 * A constant goes with the parts whose code, or whose constants, refer to it, if the program itself does not.
 * @param {Map<number, Set<number>>} mentioned numbersIn() the program; @param {(i: number) => number} partOf a function's part, −1: the program
 * @returns {Uint32Array} as long as the memory
 */
export function partsOfData(bytes, memory, mentioned, partOf) {
  const PROGRAM = 2 ** 31;
  const all = constants(bytes, memory, mentioned), constantsAt = covering(memory, all);
  for (const each of all) each.parts = each.isPinned ? PROGRAM : 0;
  for (const [address, functions] of mentioned) {
    for (const each of constantsAt[address - memory.start] ?? []) for (const i of functions) each.parts |= i < 0 || partOf(i) < 0 ? PROGRAM : 1 << partOf(i);
  }
  const changed = new Set(all);
  for (const each of changed) {
    changed.delete(each);
    for (const target of each.pointsTo) {
      const parts = target.parts | each.parts;
      if (parts !== target.parts) changed.add(target);
      target.parts = parts;
    }
  }
  const result = new Uint32Array(memory.bytes.length);
  for (const each of all) {
    const parts = each.parts === 0 ? PROGRAM : each.parts;  // nobody's, as far as is known
    for (let i = each.start - memory.start; i < each.end - memory.start; i++) result[i] |= parts;
  }
  return result.map((parts) => (parts & PROGRAM ? 0 : parts));
}

/**
 * A constant that this part (−1: the program) refers to and that does not come with it: there should be none.
 * @param {Map<number, Set<number>>} mentioned numbersIn() the part
 */
export function strangerIn(mentioned, memory, parts, part) {
  const isMissing = (users) => users && (part < 0 || !(users & 1 << part));
  return [...mentioned.keys()].find((address) => isMissing(parts[address - memory.start]));
}

/** Data segments for the bytes of memory that `isWanted(i)`, with small gaps. @returns {Buffer[]} */
function segmentsOf(memory, isWanted) {
  const runs = [];
  for (let i = 0; i < memory.bytes.length; i++) {
    if (!isWanted(i)) continue;
    const last = runs.at(-1);
    if (last && i - last.end <= GAP) last.end = i + 1;
    else runs.push({ start: i, end: i + 1 });
  }
  return runs.map(({ start, end }) => Buffer.concat([Buffer.from([0, I32_CONST]), signedLeb(memory.start + start), Buffer.from([END]),
    withLength(memory.bytes.subarray(start, end))]));
}

/** The module with these segments as its data, in place of what it had. */
function withSegments(bytes, segments) {
  const { sections } = readWasm(bytes);
  const section = (id, content) => Buffer.concat([Buffer.from([id]), withLength(content)]);
  const data = section(DATA, Buffer.concat([leb(segments.length), ...segments]));
  return Buffer.concat([bytes.subarray(0, 8), ...sections.flatMap(({ id, start, end }) => {
    if (id === DATA) return [];
    if (id === DATA_COUNT) return [section(DATA_COUNT, leb(segments.length))];
    return id === CODE ? [bytes.subarray(start, end), data] : [bytes.subarray(start, end)];
  })]);
}

/** The program without the bytes that come with parts. */
export function programWithout(bytes, memory, parts) {
  const left = { start: memory.start, bytes: Buffer.from(memory.bytes.map((byte, i) => (parts[i] ? 0 : byte))) };
  return withSegments(bytes, segmentsOf(left, (i) => left.bytes[i] !== 0));  // memory is 0 where nothing is set
}

/** The part with this number, with the bytes that come with it. */
export function partWith(bytes, memory, parts, part) {
  const segments = segmentsOf(memory, (i) => parts[i] & 1 << part);
  if (segments.length === 0) return bytes;
  if (!readWasm(bytes).importsMemory) throw new Error('data for a part that has no memory');
  return withSegments(bytes, segments);
}
