import { type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { manyLines } from '../ui/plain-text.ts';
import type { Line } from '../session/code/code-state.ts';
import { lookAt } from '../session/code/code-state.ts';
import { highlighted } from './highlight.ts';
import { fileName, type Marks } from './marks.ts';
import { SourceLine } from './source-line.tsx';
import styles from './source-view.module.css';

type SourceViewProps = {
  readonly file: string;
  readonly text: string;
  readonly marks: Marks;
  /** The line that a person selected, in any file. */
  readonly line: Line | null;
  readonly breakpoints: ReadonlySet<number>;
  readonly onBreakpoint: (line: number) => void;
  /** Goes to an event that resulted from the line. */
  readonly onGo: (line: number, step: 1 | -1) => void;
};

const rowPx = 20;
/** Number of lines kept in view on each side of the main line. */
const aroundLines = 4;

/**
 * A read-only file. Arrows up and down move from line to line, Enter goes to an event that resulted from the line, F9
 * sets a breakpoint.
 */
export function SourceView({ file, text, marks, line, breakpoints, onBreakpoint, onGo }: SourceViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const name = useId();
  const [focused, setFocused] = useState(false);
  const lines = useMemo(() => highlighted(manyLines(text).split('\n')), [text]);
  const widest = useMemo(() => Math.max(...manyLines(text).split('\n').map(widthOf)), [text]);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: 12,
    initialRect: { width: 600, height: 400 },
  });
  const shown = line?.file === file ? line.line : marks.main?.file === file ? marks.main.line : null;
  useEffect(() => {
    const { current } = box;
    if (shown === null || current === null) return;
    const [top, bottom] = [(shown - 1 - aroundLines) * rowPx, (shown + aroundLines) * rowPx];
    const isIn = Math.max(0, top) >= current.scrollTop && bottom <= current.scrollTop + current.clientHeight;
    if (!isIn) current.scrollTop = (shown - 0.5) * rowPx - current.clientHeight / 3;
  }, [shown, file, text]);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = shown ?? 1;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 20, PageUp: at - 20 }[event.key];
    if (next !== undefined) lookAt({ file, line: Math.max(1, Math.min(next, lines.length)) });
    else if (event.key === 'Enter') onGo(at, event.shiftKey ? -1 : 1);
    else if (event.key === 'F9') onBreakpoint(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = ({ target }: MouseEvent) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-line]') : null;
    if (row !== null && getSelection()?.isCollapsed !== false) lookAt({ file, line: Number(row.dataset['line']) });
  };

  return (
    <div
      ref={box}
      className={styles.box}
      role="grid"
      aria-label={`Source of ${fileName(file)}`}
      aria-rowcount={lines.length}
      aria-activedescendant={shown === null ? undefined : `${name}${shown}`}
      aria-readonly
      tabIndex={0}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <div
        className={styles.all}
        role="presentation"
        style={{ height: rows.getTotalSize(), minWidth: `calc(${widest}ch + 140px)` }}
      >
        {rows.getVirtualItems().map(({ index, start }) => (
          <SourceLine
            key={index}
            id={`${name}${index + 1}`}
            number={index + 1}
            top={start}
            tokens={lines[index] ?? []}
            mark={marks.of(file, index + 1)}
            isShown={shown === index + 1}
            hasFocus={focused && shown === index + 1}
            breakpoint={breakpoints.has(index + 1)}
            onBreakpoint={onBreakpoint}
          />
        ))}
      </div>
    </div>
  );
}

function widthOf(line: string): number {
  return line.replaceAll('\t', '    ').length;
}
