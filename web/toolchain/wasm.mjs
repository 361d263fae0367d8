// What a WebAssembly file consists of, as far as its size is concerned.

/** Reads a file's numbers and names, one after the other. */
export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() { return this.bytes[this.at++]; }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  signed() {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * place;
      if (byte < 0x80) return byte & 0x40 ? value - place * 128 : value;
    }
  }

  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }
}

/**
 * @param {Buffer} bytes a module with names (--profiling-funcs)
 * @returns {{sections: {id, name, start, content, end}[], imported: number, importsMemory: boolean, functions: {name, size, hasVectors}[]}}
 * `content`: behind the section's length and name; sizes in bytes; functions that are imported are none of it. `hasVectors`: it takes or returns one, which JavaScript cannot
 */
export function readWasm(bytes) {
  const from = new Reader(bytes, 8);  // after the magic number and the version
  const limits = () => {
    const flags = from.number();
    from.number();
    if (flags & 1) from.number();
  };
  const sections = [], sizes = [], names = new Map(), types = [], typeOf = [];
  let imported = 0, importsMemory = false;
  while (from.at < bytes.length) {
    const start = from.at, id = from.byte(), length = from.number(), end = from.at + length;
    const name = id === 0 ? from.text() : '';
    sections.push({ id, name, start, content: from.at, end });
    if (id === 1) {
      for (let left = from.number(); left > 0; left--) {
        if (from.byte() !== 0x60) throw new Error('a type that is no function');
        const values = [];
        for (const _ of ['parameters', 'results']) for (let i = from.number(); i > 0; i--) values.push(from.byte());
        types.push(values);
      }
    } else if (id === 3) for (let left = from.number(); left > 0; left--) typeOf.push(from.number());
    else if (id === 2) {
      for (let left = from.number(); left > 0; left--) {
        from.text();
        from.text();
        const kind = from.byte();
        if (kind === 0) {
          from.number();
          imported += 1;
        } else if (kind === 1) {
          from.at += 1;
          limits();
        } else if (kind === 2) {
          importsMemory = true;
          limits();
        } else if (kind === 3) from.at += 2;
        else throw new Error(`an import of kind ${kind}`);
      }
    } else if (id === 10) {
      for (let left = from.number(); left > 0; left--) {
        const first = from.at, size = from.number();
        from.at += size;
        sizes.push(from.at - first);
      }
    } else if (name === 'name') {
      while (from.at < end) {
        const kind = from.byte(), next = from.number() + from.at;
        if (kind === 1) for (let left = from.number(); left > 0; left--) names.set(from.number(), from.text());
        from.at = next;
      }
    }
    from.at = end;
  }
  const V128 = 0x7b;
  return { sections, imported, importsMemory, functions: sizes.map((size, i) =>
    ({ name: names.get(imported + i) ?? '', size, hasVectors: types[typeOf[i]].includes(V128) })) };
}

/** The module without its custom sections, such as names. */
export function stripped(bytes) {
  const { sections } = readWasm(bytes);
  return Buffer.concat([bytes.subarray(0, 8), ...sections.filter(({ id }) => id !== 0).map(({ start, end }) => bytes.subarray(start, end))]);
}

export const leb = (value) => {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return Buffer.from([...bytes, value]);
};
export const withLength = (bytes) => Buffer.concat([leb(bytes.length), bytes]);

/** The module with other names, `rename(name, index)` for every function that is not imported, and no other custom sections. */
export function renamed(bytes, rename) {
  const { functions, imported } = readWasm(bytes);
  const names = functions.map(({ name }, i) => Buffer.concat([leb(imported + i), withLength(Buffer.from(rename(name, i)))]));
  const list = Buffer.concat([leb(names.length), ...names]);
  const section = Buffer.concat([withLength(Buffer.from('name')), Buffer.from([1]), withLength(list)]);
  return Buffer.concat([stripped(bytes), Buffer.from([0]), withLength(section)]);
}
