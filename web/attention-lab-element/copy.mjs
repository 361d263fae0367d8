#!/usr/bin/env node
// Copies the lab out of this package into a folder of a site, as its static files; run again after an update.
// usage: npx attention-lab-element FOLDER
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const LAB = fileURLToPath(new URL('lab', import.meta.url));
const LOADED = /^lab-[0-9a-f]{10}$/;  // what index.html loads; another version's has another name

function fail(chinese, english) {
  console.error(`${chinese}\n${english}`);
  process.exit(1);
}

const [folder, ...more] = process.argv.slice(2);
if (!folder || more.length > 0 || folder.startsWith('-')) {
  fail('用法：npx attention-lab-element 文件夹，例如 public/lab；实验室会复制到那里',
    'usage: npx attention-lab-element FOLDER, for instance public/lab; the lab is copied to it');
}
const place = resolve(folder);
try {
  const there = existsSync(place) ? readdirSync(place) : [];
  if (there.length > 0 && !there.includes('attention-lab-element.js')) {
    fail(`${place} 里有别的文件，没有复制：请给出一个空文件夹、新文件夹，或已有实验室的文件夹`,
      `${place} holds other files, so nothing was copied: name an empty folder, a new one, or one that has the lab`);
  }
  cpSync(LAB, place, { recursive: true });
  const kept = readdirSync(LAB);
  for (const name of there.filter((each) => LOADED.test(each) && !kept.includes(each))) {
    rmSync(join(place, name), { recursive: true });
  }
} catch (error) {
  fail(`不能把实验室复制到 ${place}：${error.message}`, `The lab could not be copied to ${place}: ${error.message}`);
}
console.log(`实验室在 ${place}\nThe lab is in ${place}`);
