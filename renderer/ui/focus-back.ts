// A dialog that no button belongs to gives the keyboard back to what had it before.

let before: Element | null = null;

/** Notes which element has the keyboard focus; to be called before a dialog takes it. */
export function keepFocus(): void {
  before = document.activeElement;
}

export function giveFocusBack(event: Event): void {
  event.preventDefault();
  if (before instanceof HTMLElement && before.isConnected) before.focus();
  before = null;
}
