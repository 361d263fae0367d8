import 'attention-lab-element/vue';
import type { GlobalComponents } from 'vue';

type Props = InstanceType<GlobalComponents['attention-lab']>['$props'];
export const lab: Props = { src: '/lab/', scene: 'cues',
  onAttentionLabError: ({ detail }) => console.log(detail.reason) };
// @ts-expect-error no such theme
export const pink: Props = { theme: 'pink' };
