import { Check, ListTree, Search } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import control from '../ui/control.module.css';
import menu from '../ui/menu.module.css';
import { Tooltip } from '../ui/tooltip.tsx';
import { groupBy, useLibrary } from './library-state.ts';
import { type Grouping, groupings } from './rows.ts';
import styles from './library-pane.module.css';

const names: Readonly<Record<Grouping, string>> = {
  type: 'Group by type',
  status: 'Group by status',
  family: 'Families',
};

export function LibraryField() {
  const text = useLibrary((view) => view.text);
  return (
    <div className={styles.field}>
      <Search size={13} aria-hidden />
      <input
        type="search"
        value={text}
        placeholder="Find a run"
        aria-label="Find a run"
        spellCheck={false}
        onChange={(event) => useLibrary.setState({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return;
          event.preventDefault();
          useLibrary.setState({ text: '' });
        }}
      />
      <GroupingMenu />
    </div>
  );
}

function GroupingMenu() {
  const grouping = useLibrary((view) => view.grouping);
  return (
    <DropdownMenu.Root modal={false}>
      <Tooltip label={names[grouping]}>
        <DropdownMenu.Trigger
          className={control.icon}
          data-size="small"
          aria-label={`Order of runs: ${names[grouping]}`}
        >
          <ListTree size={14} aria-hidden />
        </DropdownMenu.Trigger>
      </Tooltip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.content} align="end" sideOffset={4}>
          <DropdownMenu.RadioGroup value={grouping}>
            {groupings.map((each) => (
              <DropdownMenu.RadioItem key={each} value={each} className={menu.item} onSelect={() => groupBy(each)}>
                <span className={menu.mark}>
                  <DropdownMenu.ItemIndicator asChild>
                    <Check size={13} aria-hidden />
                  </DropdownMenu.ItemIndicator>
                </span>
                {names[each]}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
