/** <attention-lab> in React's JSX: name this file in tsconfig's "include", or `import type {} from` it once. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { AttentionLabAttributes, AttentionLabElement } from './attention-lab-element.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'attention-lab': DetailedHTMLProps<HTMLAttributes<AttentionLabElement>, AttentionLabElement> & AttentionLabAttributes;
    }
  }
}
