// A dialog without a button returns the focus to the previously focused element.

let before: Element | null = null;

/** Records the focused element; call before a dialog takes the focus. */
export function keepFocus(): void {
  before = document.activeElement;
}

export function giveFocusBack(event: Event): void {
  event.preventDefault();
  if (before instanceof HTMLElement && before.isConnected) before.focus();
  before = null;
}
