// Prints how fast both models train in Chromium, without drawing. Usage: node training.mjs PROGRAMS
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChromium } from '../web/engines/programs.mjs';
import { serveFolders } from './folders.mjs';

const SEEDS = [1, 2, 3, 4, 5];
const AIMS = { induction: '99 % of the repeated part', dates: '95 % exact dates' };

const server = await serveFolders({ '/programs/': process.argv[2], '/bench/': dirname(fileURLToPath(import.meta.url)) });
const browser = await startChromium();
const page = await browser.newPage();
page.setDefaultTimeout(0);
await page.goto(`${server.url}/bench/empty.html`);

const client = await page.context().newCDPSession(page);
await client.send('Performance.enable', { timeDomain: 'threadTicks' });
/** Processor time of the page's thread so far, in seconds. */
const processorTime = async () => (await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;

/** What the program prints, as numbers; each call is a program of its own. */
const numbersOf = (...what) => page.evaluate(async (given) => {
  const { default: run } = await import('/programs/bench_training.mjs');
  const lines = [];
  await run({ arguments: given, print: (line) => lines.push(line) });
  return lines.join(' ').split(' ').map(Number);
}, what.map(String));

console.log(`${await browser.version()}, 1 thread, batches of 64; seconds that pass, and of the processor`);
for (const [model, aim] of Object.entries(AIMS)) {
  console.log(`\n${model}: a step of ${(await numbersOf('step', model, 50))[0].toFixed(1)} ms; to ${aim}, and to the run's end`);
  for (const seed of SEEDS) {
    const before = await processorTime();
    const [steps, seconds, all, inAll, share] = await numbersOf('run', model, seed);
    const spent = await processorTime() - before;  // the run's, and a moment to begin the program
    console.log(`  seed ${seed}: ${steps} steps in ${seconds.toFixed(2)} s (${((spent * seconds) / inAll).toFixed(2)}); ` +
      `${all} steps in ${inAll.toFixed(2)} s (${spent.toFixed(2)}), then ${(100 * share).toFixed(1)} %`);
  }
}
await browser.close();
server.close();
