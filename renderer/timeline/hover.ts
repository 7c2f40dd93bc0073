// The operation under the pointer, for its card.

import { create } from 'zustand';

export type Hover = { readonly operation: number; readonly x: number; readonly y: number };

export const useHover = create<{ readonly hover: Hover | null }>(() => ({ hover: null }));

/** `x`, `y`: position in the window, in px. */
export function showHover(operation: number, x: number, y: number): void {
  useHover.setState({ hover: { operation, x, y } });
}

export function hideHover(): void {
  if (useHover.getState().hover !== null) useHover.setState({ hover: null });
}
