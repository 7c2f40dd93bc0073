import { EyeOff } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { PairDetail, ValueDifference } from '../../engine/model/api.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Json } from '../../engine/model/json.ts';
import { inlineText } from '../inspector/row-text.ts';
import control from '../ui/control.module.css';
import menu from '../ui/menu.module.css';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { addRule, offersFor } from './ignored.ts';
import type { DetailView } from './pair-detail.ts';
import type { Pair } from './pair.ts';
import { keyOf, kindOfRow, nameOfRow, rowSays } from './row-facts.ts';
import styles from './pair-inspector.module.css';

type DifferencesProps = { readonly pair: Pair; readonly row: number; readonly view: DetailView };

/** Where the values of the two differ, path by path. */
export function DifferencesSection({ pair, row, view }: DifferencesProps) {
  const { detail } = view;
  const count = detail === null || detail.left === null || detail.right === null ? '' : countText(detail.differences.length + detail.more);
  return (
    <Section id="pair-differences" title="What differs in values" aside={count}>
      <Body pair={pair} row={row} view={view} />
    </Section>
  );
}

function Body({ pair, row, view: { detail, failure } }: DifferencesProps) {
  if (keyOf(pair, row, 'left') === null || keyOf(pair, row, 'right') === null) return <p className={styles.quiet}>It is {rowSays(pair, row).words}: there is nothing to hold against it.</p>;
  if (failure !== undefined) return <p className={styles.problem}>{failure}</p>;
  if (detail === null) return <p className={styles.quiet}>Reading …</p>;
  if (detail.differences.length === 0) return <p className={styles.quiet}>No value differs{pair.ignore.length === 0 ? '' : ' beyond what is ignored'}.</p>;
  return (
    <>
      <ul className={styles.differences}>
        {detail.differences.map((difference, index) => (
          <Difference key={index} difference={difference} detail={detail} kind={kindOfRow(pair, row)} name={nameOfRow(pair, row)} />
        ))}
      </ul>
      {detail.more === 0 ? null : <p className={styles.quiet}>and {countText(detail.more)} more</p>}
    </>
  );
}

const looks = { added: ['+', 'only in B'], removed: ['−', 'only in A'], changed: ['≠', 'differs'], moved: ['↕', 'moved'] } as const;

type DifferenceProps = { readonly difference: ValueDifference; readonly detail: PairDetail; readonly kind: string; readonly name: string };

function Difference({ difference, detail, kind, name }: DifferenceProps) {
  const { type, part, path, rightPath, left, right } = difference;
  // A side that has no result or failure at all is told as null.
  const none = (side: 'left' | 'right'): boolean => path === part && detail[side]?.[part] === undefined;
  const [sign, word] = looks[type];
  return (
    <li className={styles.difference} data-type={type}>
      <div className={styles.where}>
        <b className={styles.sign} title={word}>
          <span aria-hidden>{sign}</span>
          <span className={styles.unseen}>{word}:</span>
        </b>
        <code className={styles.path}>{oneLine(path, 300)}</code>
        <IgnoreMenu path={path} kind={kind} name={name} />
      </div>
      {rightPath === undefined ? null : <p className={styles.moved}>in B at {oneLine(rightPath, 300)}</p>}
      {left === undefined ? null : <Value letter="A" value={left} none={none('left')} />}
      {right === undefined || type === 'moved' ? null : <Value letter="B" value={right} none={none('right')} />}
    </li>
  );
}

function Value({ letter, value, none }: { readonly letter: 'A' | 'B'; readonly value: Json; readonly none: boolean }) {
  return (
    <p className={styles.value} data-letter={letter}>
      <b>{letter}</b>
      {none ? <span className={styles.quiet}>none</span> : <code title={inlineText(value, 2000)}>{inlineText(value, 400)}</code>}
    </p>
  );
}

/** From the narrowest to the widest rule that leaves this value out. */
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
