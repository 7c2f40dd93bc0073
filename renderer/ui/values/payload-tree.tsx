import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Traced } from '../../../engine/model/watch/traced.ts';
import { copyText } from '../../session/copying.ts';
import { moveTo, useSession } from '../../session/session.ts';
import { chordOf } from '../chords.ts';
import { mac } from '../commands.ts';
import { actsOn, type RowAct } from './row-acts.ts';
import { RowActions } from './row-actions.tsx';
import { copiedText, jsonPath, pathOf, scriptPath } from './row-text.ts';
import { treeMove } from './tree-keys.ts';
import { above } from './tree-matches.ts';
import { type Entries, treeRows } from './tree-rows.ts';
import { TreeRowView } from './tree-row-view.tsx';
import { type RowsHandle, VirtualRows } from './virtual-rows.tsx';
import styles from './payload-tree.module.css';

type PayloadTreeProps = {
  /** Accessible name of the tree. */
  readonly label: string;
  readonly entries: Entries;
  /** First part of the JavaScript path. */
  readonly root: string;
  /** The single entry is the whole value, so paths omit it. */
  readonly scalar?: boolean;
  /** The keys above the entries, for paths. */
  readonly prefix?: readonly string[];
  /** All rows are closed at first. */
  readonly closed?: boolean;
  /** Ids of rows that match a search: marked, with the first one opened and scrolled into view. */
  readonly found?: readonly string[];
  /** What is watched at a place; without it nothing can be. The keys from the top lead to the value. */
  readonly placeOf?: (steps: readonly (string | number)[]) => Traced;
  /** Content beside a row of the first level, by its key. */
  readonly aside?: (key: string) => ReactNode;
};

/** Above this number only the visible rows are drawn, in a scroll box of their own. */
const manyRows = 200;
const nowhere: readonly string[] = [];

/** Rows that a person opened stay open at the same place of the next event. */
export function PayloadTree({
  label,
  entries,
  root,
  scalar = false,
  prefix = nowhere,
  closed = false,
  found = nowhere,
  placeOf,
  aside,
}: PayloadTreeProps) {
  const events = useSession((session) => session.open?.outline.events ?? 0);
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [activeId, setActiveId] = useState<string | null>(null);
  const [hoveredId, setHoveredId] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  const menuOpen = useRef(false);
  const handle = useRef<RowsHandle>(null);
  const tree = useRef<HTMLDivElement>(null);
  const name = useId();

  const first = found[0] ?? null;
  const open = useMemo(
    () => (first === null ? opened : new Map([...above(first).map((id) => [id, true] as const), ...opened])),
    [first, opened],
  );
  const rows = useMemo(() => treeRows(entries, open, events, closed), [entries, open, events, closed]);
  const marked = useMemo(() => new Set(found), [found]);
  const active = Math.max(
    0,
    rows.findIndex((row) => row.id === activeId),
  );
  const actionsAt = hoveredId ?? (focused ? (rows[active]?.id ?? null) : null);
  const domId = (index: number) => `${name}${index}`;

  const toggle = (index: number) => {
    const row = rows[index];
    if (row === undefined || row.open === null) return;
    setOpened((before) => new Map(before).set(row.id, row.open === false));
  };
  const activate = (index: number) => {
    setActiveId(rows[index]?.id ?? null);
    handle.current?.show(index);
    // A row outside the drawn ones exists in the next frame.
    requestAnimationFrame(() => document.getElementById(domId(index))?.scrollIntoView({ block: 'nearest' }));
  };
  const show = useEffectEvent(() => activate(rows.findIndex(({ id }) => id === first)));
  useEffect(() => {
    if (first !== null) show();
  }, [first, label]);
  const rowActs = (index: number): readonly RowAct[] => {
    const row = rows[index];
    if (placeOf === undefined || row === undefined || row.shape === 'block') return [];
    const steps = [...pathAt(index), ...row.through];
    return steps.length === 0 ? [] : actsOn(placeOf(steps), row);
  };
  const pathAt = (index: number) => [...prefix, ...pathOf(rows, index).slice(scalar ? 1 : 0)];

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const act = rowActs(active).find(({ chord }) => chord === chordOf(event, mac));
    const move = event.ctrlKey || event.metaKey || event.altKey ? null : treeMove(event.key, rows, active);
    if (act === undefined && move === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (act !== undefined) {
      act.run();
      return;
    }
    if (move === null) return;
    const row = rows[active];
    if (move.type === 'go') activate(move.index);
    else if (move.type === 'toggle') toggle(active);
    else if (row !== undefined && move.type === 'follow' && row.link !== null) moveTo(row.link);
    else if (row !== undefined && move.type === 'copy')
      void copyText(copiedText(row), `the value of ${row.key ?? 'the text'}`);
  };
  const onClick = (event: MouseEvent) => {
    const index = rowAt(event);
    if (index === null) return;
    setActiveId(rows[index]?.id ?? null);
    const button = event.target instanceof Element && event.target.closest('button') !== null;
    if (!button && getSelection()?.isCollapsed !== false) toggle(index);
  };
  const onMouseOver = (event: MouseEvent) => {
    const index = rowAt(event);
    if (!menuOpen.current && index !== null) setHoveredId(rows[index]?.id ?? null);
  };
  const leave = () => {
    if (!menuOpen.current) setHoveredId(null);
  };
  const onMenu = useCallback((open: boolean) => {
    menuOpen.current = open;
    if (!open) setHoveredId(null);
  }, []);

  const draw = (index: number) => {
    const row = rows[index];
    if (row === undefined) return null;
    const actions =
      row.id === actionsAt && row.shape !== 'block' ? (
        <RowActions
          key={row.id}
          name={String(row.key)}
          value={() => copiedText(row)}
          jsonPath={() => jsonPath(pathAt(index))}
          scriptPath={() => scriptPath(root, pathAt(index))}
          acts={rowActs(index)}
          onMenu={onMenu}
        />
      ) : null;
    return (
      <TreeRowView
        key={index}
        row={row}
        index={index}
        domId={domId(index)}
        active={focused && index === active}
        found={marked.has(row.id)}
        aside={row.depth === 0 ? aside?.(String(row.key)) : undefined}
        actions={actions}
      />
    );
  };

  return (
    <div
      ref={tree}
      role="tree"
      aria-label={label}
      aria-activedescendant={rows.length === 0 ? undefined : domId(active)}
      tabIndex={0}
      className={styles.tree}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onMouseOver={onMouseOver}
      onMouseLeave={leave}
      onFocus={(event) =>
        setFocused(event.target === event.currentTarget || event.currentTarget.contains(event.target))
      }
      onBlur={(event) => setFocused(event.currentTarget.contains(event.relatedTarget))}
    >
      {rows.length > manyRows ? (
        <VirtualRows
          handle={handle}
          count={rows.length}
          height={20}
          measured
          keyOf={(index) => rows[index]?.id ?? index}
          draw={draw}
        />
      ) : (
        rows.map((_, index) => draw(index))
      )}
    </div>
  );
}

function rowAt({ target }: MouseEvent): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return row === null ? null : Number(row.dataset['row']);
}
