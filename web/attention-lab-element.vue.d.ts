/**
 * <attention-lab> in Vue's templates: name this file in tsconfig's "include", or `import type {} from` it once. Vue also has
 * to be told that the tag is none of its components: compilerOptions.isCustomElement = (tag) => tag === 'attention-lab'.
 */
import type { HTMLAttributes } from 'vue';
import type { AttentionLabAttributes, FailureEvent, StateEvent } from './attention-lab-element.js';

interface Listeners {
  onAttentionLabReady?: (event: StateEvent) => void;
  onAttentionLabStatechange?: (event: StateEvent) => void;
  onAttentionLabError?: (event: FailureEvent) => void;
}

declare module 'vue' {
  interface GlobalComponents {
    'attention-lab': new () => { $props: HTMLAttributes & AttentionLabAttributes & Listeners };
  }
}
