import { Copy, Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { copyText } from '../../session/copying.ts';
import menu from '../menu.module.css';
import { Tooltip } from '../tooltip.tsx';
import styles from './row-actions.module.css';

type RowActionsProps = {
  readonly name: string;
  readonly value: () => string;
  readonly jsonPath: () => string;
  readonly scriptPath: () => string;
  /** While the menu is open its row must stay mounted. */
  readonly onMenu: (open: boolean) => void;
};

export function RowActions({ name, value, jsonPath, scriptPath, onMenu }: RowActionsProps) {
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
          <button type="button" className={styles.action} aria-label={`More to copy of ${name}`}>
            <Ellipsis size={13} aria-hidden />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={menu.content} align="end" sideOffset={4} collisionPadding={8}>
            <MenuItem label="Copy value" onChoose={copyValue} />
            <MenuItem label="Copy path, JSONPath" onChoose={() => void copyText(jsonPath(), 'the path')} />
            <MenuItem label="Copy path, JavaScript" onChoose={() => void copyText(scriptPath(), 'the path')} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}

function MenuItem({ label, onChoose }: { readonly label: string; readonly onChoose: () => void }) {
  return (
    <DropdownMenu.Item className={menu.item} onSelect={onChoose}>
      {label}
    </DropdownMenu.Item>
  );
}
