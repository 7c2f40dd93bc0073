import { useMemo, useRef, useState } from 'react';
import { countText } from '../../engine/model/duration.ts';
import { Command as Menu } from 'cmdk';
import { chordText } from '../ui/chords.ts';
import { type Command, type CommandId, commands, mac } from '../ui/commands.ts';
import { openRun } from '../session/runs.ts';
import { moveTo, useSession } from '../session/session.ts';
import { useShell } from '../session/shell-state.ts';
import { ChoiceDialog } from '../ui/choice-dialog.tsx';
import { lineText } from '../ui/plain-text.ts';
import { candidates } from './candidates.ts';
import { giveFocusBack } from '../ui/focus-back.ts';
import styles from '../ui/dialog.module.css';

type PaletteProps = {
  readonly canRun: (id: CommandId) => boolean;
  readonly onRun: (id: CommandId) => void;
};

/** Every command by name, runs by id and type, events by number. */
export function Palette(props: PaletteProps) {
  const shown = useShell((shell) => shell.dialog === 'palette');
  const chosen = useRef<() => void>(null);
  const choose = (deed: () => void): void => {
    chosen.current = deed;
    useShell.setState({ dialog: null });
  };
  // Runs only after the dialog has returned the focus: a command may move it.
  const close = (event: Event): void => {
    giveFocusBack(event);
    const deed = chosen.current;
    chosen.current = null;
    deed?.();
  };
  return (
    <ChoiceDialog
      title="All commands"
      open={shown}
      onOpenChange={(open) => useShell.setState({ dialog: open ? 'palette' : null })}
      onClosed={close}
    >
      <Choices {...props} act={choose} />
    </ChoiceDialog>
  );
}

function Choices({ canRun, onRun, act }: PaletteProps & { readonly act: (deed: () => void) => void }) {
  const [text, setText] = useState('');
  const runs = useSession((session) => session.runs);
  const events = useSession((session) => session.open?.outline.events ?? 0);
  const usable = useMemo(
    (): readonly Command[] => commands.filter(({ id }) => id !== 'palette' && canRun(id)),
    [canRun],
  );
  const found = useMemo(() => candidates(text, usable, runs, events), [text, usable, runs, events]);
  return (
    <Menu label="All commands" shouldFilter={false} loop>
      <Menu.Input
        className={styles.field}
        value={text}
        onValueChange={setText}
        placeholder="Command, run, or event number"
      />
      <Menu.List className={styles.list}>
        <Menu.Empty className={styles.none}>Nothing of that name.</Menu.Empty>
        {found.seq === null ? null : (
          <Choice
            value="event"
            name={`Go to event #${countText(found.seq)}`}
            onSelect={() => act(() => moveTo(found.seq ?? 0))}
          />
        )}
        {found.commands.map((command) => (
          <Choice
            key={command.id}
            value={command.id}
            name={command.name}
            aside={command.group}
            keys={command.keys?.[0]}
            onSelect={() => act(() => onRun(command.id))}
          />
        ))}
        {found.runs.map((run) => (
          <Choice
            key={run.runId}
            value={`run ${run.runId}`}
            name={`Go to run ${lineText(run.workflowId ?? run.runId, 120)}`}
            aside={lineText(run.workflowType ?? '', 60)}
            onSelect={() => act(() => void openRun(run.runId))}
          />
        ))}
      </Menu.List>
    </Menu>
  );
}

type ChoiceProps = {
  readonly value: string;
  readonly name: string;
  readonly aside?: string;
  readonly keys?: string | undefined;
  readonly onSelect: () => void;
};

function Choice({ value, name, aside, keys, onSelect }: ChoiceProps) {
  return (
    <Menu.Item className={styles.choice} value={value} onSelect={onSelect}>
      <span className={styles.name}>{name}</span>
      <span className={styles.aside}>{aside}</span>
      {keys === undefined ? null : <kbd>{chordText(keys, mac)}</kbd>}
    </Menu.Item>
  );
}
