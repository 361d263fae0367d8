import 'attention-lab-element';
import type { FailureEvent, State } from 'attention-lab-element';

const lab = document.createElement('attention-lab');
export const state: Promise<State> = lab.getState();
export const told = (event: FailureEvent): string => event.detail.message;
lab.addEventListener('attention-lab-error', ({ detail }) => console.log(detail.reason));
// @ts-expect-error there are no tensors of words
void lab.load({ data: ['a'], shape: [1] });
