// What a WebAssembly file consists of, as far as its size is concerned.

/**
 * @param {Buffer} bytes a module with names (--profiling-funcs)
 * @returns {{sections: {id, name, start, end}[], imported: number, functions: {name, size, hasVectors}[]}} sizes in bytes; functions that are imported
 * are none of it. `hasVectors`: it takes or returns one, which JavaScript cannot
 */
export function readWasm(bytes) {
  let at = 8;  // after the magic number and the version
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  const text = () => {
    const length = number();
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  const limits = () => {
    const flags = number();
    number();
    if (flags & 1) number();
  };
  const sections = [], sizes = [], names = new Map(), types = [], typeOf = [];
  let imported = 0;
  while (at < bytes.length) {
    const start = at, id = bytes[at++], length = number(), end = at + length;
    const name = id === 0 ? text() : '';
    sections.push({ id, name, start, end });
    if (id === 1) {
      for (let left = number(); left > 0; left--) {
        if (bytes[at++] !== 0x60) throw new Error('a type that is no function');
        const values = [];
        for (const _ of ['parameters', 'results']) for (let i = number(); i > 0; i--) values.push(bytes[at++]);
        types.push(values);
      }
    } else if (id === 3) for (let left = number(); left > 0; left--) typeOf.push(number());
    else if (id === 2) {
      for (let left = number(); left > 0; left--) {
        text();
        text();
        const kind = bytes[at++];
        if (kind === 0) {
          number();
          imported += 1;
        } else if (kind === 1) {
          at += 1;
          limits();
        } else if (kind === 2) limits();
        else if (kind === 3) at += 2;
        else throw new Error(`an import of kind ${kind}`);
      }
    } else if (id === 10) {
      for (let left = number(); left > 0; left--) {
        const from = at, size = number();
        at += size;
        sizes.push(at - from);
      }
    } else if (name === 'name') {
      while (at < end) {
        const kind = bytes[at++], next = number() + at;
        if (kind === 1) for (let left = number(); left > 0; left--) names.set(number(), text());
        at = next;
      }
    }
    at = end;
  }
  const V128 = 0x7b;
  return { sections, imported, functions: sizes.map((size, i) =>
    ({ name: names.get(imported + i) ?? '', size, hasVectors: types[typeOf[i]].includes(V128) })) };
}

/** The module without its custom sections, such as names. */
export function stripped(bytes) {
  const { sections } = readWasm(bytes);
  return Buffer.concat([bytes.subarray(0, 8), ...sections.filter(({ id }) => id !== 0).map(({ start, end }) => bytes.subarray(start, end))]);
}

const leb = (value) => {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return Buffer.from([...bytes, value]);
};
const withLength = (bytes) => Buffer.concat([leb(bytes.length), bytes]);

/** The module with other names: `rename(name, index)` for every function that is not imported. */
export function renamed(bytes, rename) {
  const { sections, functions, imported } = readWasm(bytes);
  const names = functions.map(({ name }, i) => Buffer.concat([leb(imported + i), withLength(Buffer.from(rename(name, i)))]));
  const list = Buffer.concat([leb(names.length), ...names]);
  const section = Buffer.concat([withLength(Buffer.from('name')), Buffer.from([1]), withLength(list)]);
  const others = sections.filter(({ id, name }) => id !== 0 || name !== 'name').map(({ start, end }) => bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, 8), ...others, Buffer.from([0]), withLength(section)]);
}
