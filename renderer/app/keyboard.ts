// Maps keys to commands. Runs after all other handlers: keys used by a focused control (arrows in a menu, Space on a
// button) are ignored.

import { chordOf } from '../ui/chords.ts';
import { type Command, type CommandId, commands, mac } from '../ui/commands.ts';
import { canRun, runCommand } from './deeds.ts';

const all: readonly Command[] = commands;
const byChord = new Map<string, CommandId>(all.flatMap(({ id, keys = [] }) => keys.map((key) => [key, id] as const)));

export function startKeyboard(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const chord = chordOf(event, mac);
    if (chord === 'Escape' && leaveField(event.target)) {
      event.preventDefault();
      return;
    }
    const command = byChord.get(chord);
    if (command === undefined || !isForUs(event.target, chord) || !canRun(command)) return;
    event.preventDefault();
    runCommand(command);
  });
  window.addEventListener('click', releaseFocus);
}

/**
 * A button pressed by mouse loses the focus: Space after a click on "next event" plays, arrows step. A button focused
 * by key keeps the focus.
 */
function releaseFocus(event: MouseEvent): void {
  const pressedBy = event.target instanceof Element ? event.target.closest('button') : null;
  if (event.detail === 0 || pressedBy === null || pressedBy !== document.activeElement) return;
  if (pressedBy.closest('[role=dialog]') === null && !pressedBy.hasAttribute('aria-haspopup')) pressedBy.blur();
}

const fields =
  'input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select, [contenteditable]';
const pressed =
  'button, a[href], summary, [role=button], [role=menuitem], [role=option], [role=radio], [role=tab], [role=treeitem]';
const arrowed = '[role=separator], [role=slider], [role=menu], [role=radiogroup], input[type=range]';

/** Out of a field that does nothing of its own with Escape: from then on keys are commands again. */
function leaveField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || !target.matches(fields) || target.closest('[role=dialog]') !== null)
    return false;
  target.blur();
  return true;
}

function isForUs(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof Element) || target === document.body) return true;
  if (target.closest('[role=dialog]') !== null) return false;
  if (target.closest(fields) !== null) return chord.startsWith('Mod+') || /^(Shift\+)?F\d+$/.test(chord);
  if (target.closest(pressed) !== null) return chord !== 'Space' && chord !== 'Enter';
  return target.closest(arrowed) === null || !/Arrow|Home|End|Page/.test(chord);
}
