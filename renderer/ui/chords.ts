// Keys as text: the pressed chord, and its form for a person. `Mod` is Ctrl, on a Mac Cmd.

export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  getModifierState?(name: string): boolean;
};

/**
 * `Mod+k`, `Shift+n`, `Alt+ArrowLeft`, `?`. Letters are lower case; Shift is named only where it does not already
 * produce another character. On keyboards without Latin letters, the letter at the key's position is used.
 */
export function chordOf(event: Pressed, mac: boolean): string {
  const composed = event.getModifierState?.('AltGraph') === true;
  const mod = mac ? event.metaKey : event.ctrlKey && !composed;
  const other = mac ? event.ctrlKey : event.metaKey;
  const key = keyOf(event);
  const shift = event.shiftKey && (key.length > 1 || /[a-z]/.test(key));
  const alt = event.altKey && !composed;
  return [mod && 'Mod', other && 'Meta', alt && 'Alt', shift && 'Shift', key].filter(Boolean).join('+');
}

function keyOf({ key, code }: Pressed): string {
  if (key === ' ') return 'Space';
  if (key.length > 1) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined && !/[!-~]/.test(key)) return letter.toLowerCase();
  return key.toLowerCase();
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  '-': '−',
};

const macModifiers: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' };

/** `Ctrl+K`; on a Mac `⌘K`. */
export function chordText(chord: string, mac: boolean): string {
  const parts = chord === '+' ? ['+'] : chord.split('+');
  const words = parts.map((part, index) => {
    if (index < parts.length - 1) return mac ? (macModifiers[part] ?? part) : part === 'Mod' ? 'Ctrl' : part;
    return Object.hasOwn(names, part) ? (names[part] ?? part) : part.length === 1 ? part.toUpperCase() : part;
  });
  return words.join(mac ? '' : '+');
}
