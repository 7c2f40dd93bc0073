import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import menu from '../ui/menu.module.css';
import { canHide, columnIds, isShown } from './columns.ts';
import { columnNames } from './event-head.tsx';
import { resetColumns, showColumn, useList } from './list-state.ts';
import styles from './hidden-events.module.css';

/** Which columns the list shows; the menu stays open while a person chooses. */
export function ColumnsMenu() {
  const columns = useList((list) => list.columns);
  const width = useList((list) => list.width);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={styles.columns}>
        Columns <ChevronDown size={12} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.content} align="end" side="top" sideOffset={4} collisionPadding={8}>
          {columnIds.filter(canHide).map((id) => (
            <DropdownMenu.CheckboxItem
              key={id}
              className={menu.item}
              checked={isShown(columns, id, width)}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={(shown) => showColumn(id, shown)}
            >
              <span className={menu.mark}>
                <DropdownMenu.ItemIndicator asChild>
                  <Check size={13} aria-hidden />
                </DropdownMenu.ItemIndicator>
              </span>
              {columnNames[id]}
            </DropdownMenu.CheckboxItem>
          ))}
          <DropdownMenu.Separator className={menu.line} />
          <DropdownMenu.Item className={menu.item} onSelect={resetColumns}>
            <span className={menu.mark} />
            As at first
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
