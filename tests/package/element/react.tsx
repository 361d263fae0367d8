import 'attention-lab-element/react';

export const lab = <attention-lab src="/lab/" scene="cues" height="auto"><a href="/lab/">x</a></attention-lab>;
// @ts-expect-error no such theme
export const pink = <attention-lab theme="pink" />;
