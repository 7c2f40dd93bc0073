import type { ReactNode } from 'react';
import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { countText } from '../../engine/model/duration.ts';
import control from './control.module.css';
import menu from './menu.module.css';
import { Tooltip } from './tooltip.tsx';
import styles from './toolbar.module.css';

export type Choice<T extends string> = {
  readonly value: T;
  readonly name: string;
  readonly count: number;
  readonly glyph: ReactNode;
};

type CheckMenuProps<T extends string> = {
  readonly name: string;
  readonly tooltip: string;
  /** Called only while the menu is open. */
  readonly choices: () => readonly Choice<T>[];
  /** null = all. */
  readonly chosen: readonly T[] | null;
  readonly onChoose: (chosen: readonly T[] | null) => void;
};

/** A menu of filter values; it stays open while a person chooses. Choosing all values equals no filter. */
export function CheckMenu<T extends string>({ name, tooltip, ...list }: CheckMenuProps<T>) {
  const { chosen, onChoose } = list;
  return (
    <DropdownMenu.Root modal={false}>
      <Tooltip label={tooltip}>
        <DropdownMenu.Trigger className={control.button}>
          {name}
          <b className={styles.value}>{chosen === null ? 'all' : chosen.length}</b>
          <ChevronDown size={12} className={styles.caret} aria-hidden />
        </DropdownMenu.Trigger>
      </Tooltip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.content} align="start" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.CheckboxItem
            className={menu.item}
            checked={chosen === null}
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={() => onChoose(null)}
          >
            <Mark />
            All
          </DropdownMenu.CheckboxItem>
          <DropdownMenu.Separator className={menu.line} />
          <Choices {...list} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Choices<T extends string>({ choices, chosen, onChoose }: Omit<CheckMenuProps<T>, 'name' | 'tooltip'>) {
  const listed = choices();
  const toggle = (value: T): void => {
    if (chosen === null) onChoose([value]);
    else if (!chosen.includes(value)) onChoose(chosen.length + 1 === listed.length ? null : [...chosen, value]);
    else onChoose(chosen.length === 1 ? null : chosen.filter((each) => each !== value));
  };
  return (
    <>
      {listed.map(({ value, name: words, count, glyph }) => (
        <DropdownMenu.CheckboxItem
          key={value}
          className={menu.item}
          checked={chosen?.includes(value) ?? false}
          onSelect={(event) => event.preventDefault()}
          onCheckedChange={() => toggle(value)}
        >
          <Mark />
          {glyph}
          {words}
          <span className={menu.count}>{countText(count)}</span>
        </DropdownMenu.CheckboxItem>
      ))}
    </>
  );
}

function Mark() {
  return (
    <span className={menu.mark}>
      <DropdownMenu.ItemIndicator asChild>
        <Check size={13} aria-hidden />
      </DropdownMenu.ItemIndicator>
    </span>
  );
}
