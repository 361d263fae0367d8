// In a page that leaves it to a Worker.
const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => { document.body.textContent = JSON.stringify(data); };
