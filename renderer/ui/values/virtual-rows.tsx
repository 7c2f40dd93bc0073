import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import styles from './virtual-rows.module.css';

export type RowsHandle = { readonly show: (index: number) => void };

type VirtualRowsProps = {
  readonly count: number;
  /** Height of a row in px; with `measured` only an estimate. */
  readonly height: number;
  readonly measured?: boolean;
  readonly keyOf: (index: number) => string | number;
  readonly draw: (index: number) => ReactNode;
  readonly handle?: Ref<RowsHandle>;
  /** CSS width of the widest row, for unwrapped lines. */
  readonly width?: string;
  /** True where the box itself takes the focus for scrolling by keys, because its content cannot. */
  readonly focusable?: boolean;
};

/** A scroll box for any number of rows that draws only the visible ones. */
export function VirtualRows({
  count,
  height,
  measured = false,
  keyOf,
  draw,
  handle,
  width,
  focusable = false,
}: VirtualRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: keyOf,
    overscan: 12,
    initialRect: { width: 340, height: 420 },
  });
  useImperativeHandle(handle, () => ({ show: (index) => rows.scrollToIndex(index, { align: 'auto' }) }), [rows]);
  return (
    <div ref={box} className={styles.box} tabIndex={focusable ? 0 : -1} role={focusable ? 'group' : 'presentation'}>
      <div className={styles.all} role="presentation" style={{ height: rows.getTotalSize(), width }}>
        {rows.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={measured ? rows.measureElement : null}
            data-index={item.index}
            role="presentation"
            className={styles.row}
            style={{ transform: `translateY(${item.start}px)`, height: measured ? undefined : height }}
          >
            {draw(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
