// A reporter for node --test: a line "SECONDS FILE" for every test file. The start of its browser is included where the
// file is a process of its own, and not where it shares one (engines/together.mjs).
import { relative } from 'node:path';
import { ROOT } from './place.mjs';

export default async function* seconds(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:complete' || !data.name.endsWith('.test.mjs')) continue;
    const file = relative(ROOT, data.name === data.file ? data.file : `${ROOT}/${data.name}`);
    if (!file.startsWith('build/')) yield `${(data.details.duration_ms / 1000).toFixed(1)} ${file}\n`;  // those share one
  }
}
