import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { chordText } from '../ui/chords.ts';
import { type Command, commands, type Group, groups, mac } from '../ui/commands.ts';
import { useShell } from '../session/shell-state.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { giveFocusBack, keepFocus } from '../ui/focus-back.ts';
import styles from '../ui/dialog.module.css';

const all: readonly Command[] = commands;

/** The cheat sheet: every key, grouped by purpose. */
export function Help() {
  const shown = useShell((shell) => shell.dialog === 'help');
  const close = (): void => useShell.setState({ dialog: null });
  return (
    <Dialog.Root open={shown} onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Dialog.Content
          className={styles.sheet}
          aria-describedby={undefined}
          onOpenAutoFocus={focusSheet}
          onCloseAutoFocus={giveFocusBack}
        >
          <div className={styles.head}>
            <Dialog.Title>Keys</Dialog.Title>
            <IconButton icon={X} label="Close" keys="Esc" onClick={close} />
          </div>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys */}
          <div className={styles.groups} tabIndex={0} role="region" aria-label="All keys">
            {groups.map((group) => (
              <Keys key={group} group={group} />
            ))}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Focuses the sheet instead of its first button: Esc then closes the sheet and not the button's tooltip. */
function focusSheet(event: Event): void {
  keepFocus();
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.focus();
}

function Keys({ group }: { readonly group: Group }) {
  const entries = all.filter((command) => command.group === group && command.keys !== undefined);
  if (entries.length === 0) return null;
  return (
    <section className={styles.group}>
      <h3>{group}</h3>
      {entries.map(({ id, name, keys = [] }) => (
        <div key={id} className={styles.key}>
          <span>{name}</span>
          <span className={styles.keys}>
            {keys.map((chord) => (
              <kbd key={chord}>{chordText(chord, mac)}</kbd>
            ))}
          </span>
        </div>
      ))}
    </section>
  );
}
