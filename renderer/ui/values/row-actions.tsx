import { Copy, Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { copyText } from '../../session/copying.ts';
import { chordText } from '../chords.ts';
import { mac } from '../commands.ts';
import menu from '../menu.module.css';
import { Tooltip } from '../tooltip.tsx';
import type { RowAct } from './row-acts.ts';
import styles from './row-actions.module.css';

type RowActionsProps = {
  readonly name: string;
  readonly value: () => string;
  readonly jsonPath: () => string;
  readonly scriptPath: () => string;
  readonly acts: readonly RowAct[];
  /** While the menu is open its row must stay mounted. */
  readonly onMenu: (open: boolean) => void;
};

export function RowActions({ name, value, jsonPath, scriptPath, acts, onMenu }: RowActionsProps) {
  const copyValue = () => void copyText(value(), `the value of ${name}`);
  return (
    <span className={styles.actions}>
      <Tooltip label="Copy value" keys="Y" side="top">
        <button type="button" className={styles.action} aria-label={`Copy value of ${name}`} onClick={copyValue}>
          <Copy size={13} aria-hidden />
        </button>
      </Tooltip>
      <DropdownMenu.Root modal={false} onOpenChange={onMenu}>
        <DropdownMenu.Trigger asChild>
          <button type="button" className={styles.action} aria-label={`More of ${name}`}>
            <Ellipsis size={13} aria-hidden />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={menu.content} align="end" sideOffset={4} collisionPadding={8}>
            <MenuItem label="Copy value" keys="Y" onChoose={copyValue} />
            <MenuItem label="Copy path, JSONPath" onChoose={() => void copyText(jsonPath(), 'the path')} />
            <MenuItem label="Copy path, JavaScript" onChoose={() => void copyText(scriptPath(), 'the path')} />
            {acts.length === 0 ? null : <DropdownMenu.Separator className={menu.line} />}
            {acts.map(({ label, chord, run }) => (
              <MenuItem key={label} label={label} keys={chordText(chord, mac)} onChoose={run} />
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}

type MenuItemProps = { readonly label: string; readonly keys?: string; readonly onChoose: () => void };

function MenuItem({ label, keys = '', onChoose }: MenuItemProps) {
  return (
    <DropdownMenu.Item className={menu.item} onSelect={onChoose}>
      <span>{label}</span>
      {keys === '' ? null : <span className={menu.count}>{keys}</span>}
    </DropdownMenu.Item>
  );
}
