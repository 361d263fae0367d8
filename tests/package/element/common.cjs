import('attention-lab-element').then(() => console.log(typeof globalThis.customElements));
