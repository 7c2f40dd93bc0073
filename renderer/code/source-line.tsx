import { memo } from 'react';
import { Circle, CornerDownRight, Hourglass, TriangleAlert } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import type { Token } from './highlight.ts';
import type { LineMark } from './marks.ts';
import styles from './source-view.module.css';

type SourceLineProps = {
  readonly id: string;
  readonly number: number;
  readonly top: number;
  readonly tokens: readonly Token[];
  readonly mark: LineMark | undefined;
  readonly isShown: boolean;
  readonly hasFocus: boolean;
  readonly breakpoint: boolean;
  readonly onBreakpoint: (line: number) => void;
};

/** One source line: breakpoint, number, reach count, code, marks. */
export const SourceLine = memo(function SourceLine(props: SourceLineProps) {
  const { id, number, top, tokens, mark, isShown, hasFocus, breakpoint, onBreakpoint } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={number}
      aria-selected={isShown}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      data-line={number}
      data-mark={kindOf(mark)}
      data-focus={hasFocus || undefined}
    >
      <span role="gridcell" className={styles.gutter}>
        <button
          type="button"
          tabIndex={-1}
          className={styles.breakpoint}
          aria-pressed={breakpoint}
          aria-label={`Breakpoint at line ${number}`}
          onClick={(event) => {
            event.stopPropagation();
            onBreakpoint(number);
          }}
        >
          <Circle size={9} aria-hidden />
        </button>
        <span className={styles.number}>{number}</span>
        <span
          className={styles.count}
          title={mark?.count ? `Reached ${countText(mark.count)} × by this event` : undefined}
        >
          {mark?.count ? `×${countText(mark.count)}` : ''}
        </span>
      </span>
      <span role="gridcell" className={styles.code}>
        {tokens.map(({ kind, text }, index) => (
          <span key={index} data-kind={kind}>
            {text}
          </span>
        ))}
        {mark === undefined ? null : <Tags mark={mark} />}
      </span>
    </div>
  );
});

/** The most important mark: it sets the line's colour; the tags state every mark in words. */
function kindOf(mark: LineMark | undefined): string | undefined {
  if (mark === undefined) return undefined;
  if (mark.verdict !== null) return 'verdict';
  if (mark.waits.length > 0) return 'waits';
  if (mark.isEvent || mark.asks) return 'event';
  return mark.calls.length > 0 ? 'calls' : undefined;
}

function Tags({ mark }: { readonly mark: LineMark }) {
  const { waits, calls, isEvent, asks, verdict } = mark;
  return (
    <span className={styles.tags}>
      {verdict === null ? null : (
        <span className={styles.tag} data-tone="bad">
          <TriangleAlert size={11} aria-hidden /> {verdict}
        </span>
      )}
      {isEvent || asks ? (
        <span className={styles.tag} data-tone="event">
          <CornerDownRight size={11} aria-hidden /> {isEvent ? 'asked for this event' : 'asks here'}
        </span>
      ) : null}
      {waits.length === 0 ? null : (
        <span className={styles.tag} data-tone="waits">
          <Hourglass size={11} aria-hidden /> {`waits · ${waits.join(', ')}`}
        </span>
      )}
      {calls.length === 0 ? null : (
        <span className={styles.tag} data-tone="calls">
          {`called from · ${calls.join(', ')}`}
        </span>
      )}
    </span>
  );
}
