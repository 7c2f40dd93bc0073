// The number of the event at the cursor is editable: `g`, the number, Enter.

import { create } from 'zustand';

export const useJump = create<{ readonly typing: boolean }>(() => ({ typing: false }));

/** Focuses the event number. */
export function focusJump(): void {
  useJump.setState({ typing: true });
}

export function leaveJump(): void {
  useJump.setState({ typing: false });
}

/** The event in a text: `29`, `1,200`, `#29`; null where the text is not a number. */
export function seqOf(text: string, events: number): number | null {
  const digits = text.replace(/[\s,.'’_#]/g, '');
  if (!/^\d+$/.test(digits)) return null;
  return Math.max(Math.min(1, events), Math.min(Number(digits), events));
}
