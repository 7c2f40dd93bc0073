import { EyeOff } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ValueDifference, ValueDifferences } from '../../engine/model/api.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Json } from '../../engine/model/json.ts';
import { inlineText } from '../ui/values/row-text.ts';
import control from '../ui/control.module.css';
import menu from '../ui/menu.module.css';
import { oneLine } from '../ui/plain-text.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { addRule, offersFor } from '../session/compare/ignored.ts';
import styles from './pair-inspector.module.css';

type ListProps = { readonly found: ValueDifferences; readonly kind: string; readonly name: string };

/** Differing values, path by path, of an operation of that kind and name, or of the `run`. */
export function DifferenceList({ found: { differences, more }, kind, name }: ListProps) {
  return (
    <>
      <ul className={styles.differences}>
        {differences.map((difference, index) => (
          <Difference key={index} difference={difference} kind={kind} name={name} />
        ))}
      </ul>
      {more === 0 ? null : <p className={styles.quiet}>and {countText(more)} more</p>}
    </>
  );
}

const looks = {
  added: ['+', 'only in B'],
  removed: ['−', 'only in A'],
  changed: ['≠', 'differs'],
  moved: ['↕', 'moved'],
} as const;

type DifferenceProps = { readonly difference: ValueDifference; readonly kind: string; readonly name: string };

function Difference({
  difference: { type, part, path, rightPath, left, right, iteration },
  kind,
  name,
}: DifferenceProps) {
  // A side without a result or failure is shown as null.
  const none = (value: Json): boolean => path === part && value === null;
  const [sign, word] = looks[type];
  return (
    <li data-type={type}>
      <div className={styles.where}>
        <b className={styles.sign} title={word}>
          <span aria-hidden>{sign}</span>
          <span className={styles.unseen}>{word}:</span>
        </b>
        <code className={styles.path}>{oneLine(path, 300)}</code>
        <IgnoreMenu path={path} kind={kind} name={name} />
      </div>
      {iteration === undefined ? null : <p className={styles.moved}>{iterationText(iteration)}</p>}
      {rightPath === undefined ? null : <p className={styles.moved}>in B at {oneLine(rightPath, 300)}</p>}
      {left === undefined ? null : <Value letter="A" value={left} none={none(left)} />}
      {right === undefined || type === 'moved' ? null : <Value letter="B" value={right} none={none(right)} />}
    </li>
  );
}

/** `in iteration 2 (A #6, B #9)` */
function iterationText({ number, left, right }: NonNullable<ValueDifference['iteration']>): string {
  const places = [left === null ? '' : `A #${countText(left)}`, right === null ? '' : `B #${countText(right)}`].filter(
    (text) => text !== '',
  );
  return `in iteration ${countText(number)} (${places.join(', ')})`;
}

function Value({ letter, value, none }: { readonly letter: 'A' | 'B'; readonly value: Json; readonly none: boolean }) {
  return (
    <p className={styles.value} data-letter={letter}>
      <b>{letter}</b>
      {none ? (
        <span className={styles.quiet}>none</span>
      ) : (
        <code title={inlineText(value, 2000)}>{inlineText(value, 400)}</code>
      )}
    </p>
  );
}

/** Offers rules that exclude this value, from the narrowest to the widest. */
function IgnoreMenu({ path, kind, name }: { readonly path: string; readonly kind: string; readonly name: string }) {
  return (
    <DropdownMenu.Root modal={false}>
      <Tooltip label="Ignore this path">
        <DropdownMenu.Trigger className={control.icon} data-size="small" aria-label={`Ignore ${path}`}>
          <EyeOff size={13} aria-hidden />
        </DropdownMenu.Trigger>
      </Tooltip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.content} align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className={menu.label}>Ignore, in every comparison</DropdownMenu.Label>
          {offersFor(path, kind, name).map(({ words, rule }) => (
            <DropdownMenu.Item key={rule} className={menu.item} onSelect={() => addRule(rule)}>
              <span className={menu.text}>{oneLine(words, 90)}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
