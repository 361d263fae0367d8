// A reporter for node --test: a line "SECONDS FILE" for every test file, its browser's start included.
import { relative } from 'node:path';
import { ROOT } from './place.mjs';

export default async function* seconds(events) {
  for await (const { type, data } of events) {
    if (type === 'test:complete' && data.name === data.file) yield `${(data.details.duration_ms / 1000).toFixed(1)} ${relative(ROOT, data.file)}\n`;
  }
}
