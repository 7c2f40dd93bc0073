// Copies text to the clipboard, with a notice. Works without a secure context too.

import { say } from './shell-state.ts';

export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      say(`The clipboard did not take ${what}.`, 'bad');
      return;
    }
  }
  say(`Copied ${what}.`);
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const taken = document.execCommand('copy');
  field.remove();
  return taken;
}
