// Saying what is wrong with an argument: which, what it is, and what is expected.

const withArticle = (name) => `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}`;
export const describe = (value) => {
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value.length > 40 ? value.slice(0, 40) + '…' : value}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value);
  if (typeof value === 'object') return withArticle(value.constructor?.name ?? 'object');
  return withArticle(typeof value);
};
const butIs = (name, value, expected) => `${name}: is ${describe(value)}, but ${expected} is expected.`;
export const wrongType = (name, value, expected) => new TypeError(butIs(name, value, expected));
export const wrongRange = (name, value, expected) => new RangeError(butIs(name, value, expected));

export const isGiven = (value) => value !== undefined;

export function checkObject(name, value, allowed) {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw wrongType(name, value, `an object with ${allowed.join(', ')}`);
  }
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) throw new TypeError(`${name}: has no '${key}'; it has ${allowed.join(', ')}.`);
  }
}

export function checkNumber(name, value, limits = {}) {
  const { integer = false, minimum = -Infinity, above = -Infinity, maximum = Infinity, below = Infinity } = limits;
  const expected =
    `a finite ${integer ? 'whole ' : ''}number${above > -Infinity ? ` > ${above}` : ''}` +
    `${minimum > -Infinity ? ` ≥ ${minimum}` : ''}${maximum < Infinity ? ` ≤ ${maximum}` : ''}` +
    `${below < Infinity ? ` and < ${below}` : ''}`;
  if (typeof value !== 'number') throw wrongType(name, value, expected);
  const isOutside = value < minimum || value <= above || value > maximum || value >= below;
  if (!Number.isFinite(value) || (integer && !Number.isInteger(value)) || isOutside)
    throw wrongRange(name, value, expected);
  const inFloat32 = integer ? value : Math.fround(value);  // as the core computes
  if (!Number.isFinite(inFloat32) || inFloat32 <= above) throw wrongRange(name, value, `${expected} in float32`);
  return value;
}

export function checkBoolean(name, value) {
  if (typeof value !== 'boolean') throw wrongType(name, value, 'true or false');
  return value;
}

export function checkName(name, value, names) {
  const expected = `one of ${names.map((each) => `'${each}'`).join(', ')}`;
  if (typeof value !== 'string') throw wrongType(name, value, expected);
  const index = names.indexOf(value);
  if (index < 0) throw wrongRange(name, value, expected);
  return index;
}

export function checkFunction(name, value) {
  if (isGiven(value) && typeof value !== 'function') throw wrongType(name, value, 'a function');
}

export function checkSignal(name, value) {
  if (isGiven(value) && typeof value?.aborted !== 'boolean') throw wrongType(name, value, 'an AbortSignal');
}
