import { useMemo } from 'react';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { NONE } from '../../engine/model/outline.ts';
import { partWords, timeParts } from '../../engine/model/time-parts.ts';
import { type RangeSums as Sums, rangeSums, type TypeSums } from '../../engine/model/tracks/range-sums.ts';
import { select, useSession } from '../session/session.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/plain-text.ts';
import { activate, useTracks } from './track-state.ts';
import { rangeFor, type TimeSpan, useTimeline } from './view.ts';
import styles from './range-sums.module.css';

/** Sums over the drawn range, by type. Overlays the lanes: nothing else moves. */
export function RangeSums({ outline }: { readonly outline: Outline }) {
  const range = useTimeline((view) => (view.choosing ? null : rangeFor(view, outline)));
  return range === null ? null : <Panel outline={outline} range={range} />;
}

function Panel({ outline, range }: { readonly outline: Outline; readonly range: TimeSpan }) {
  const operations = useSession((session) => session.visible.operations);
  const { times } = useTracks((state) => state.lines.tracks);
  const sums = useMemo(() => {
    const known = operations.filter((operation) => operation < times.from.length);
    return rangeSums(outline, times, known, range.from, range.to);
  }, [outline, operations, times, range]);
  return (
    <section className={styles.panel} aria-label="Sums of the range">
      <p className={styles.facts}>{factsOf(sums)}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys */}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="By type">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Type</th>
              {columns.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sums.types.map((type) => (
              <Row key={`${type.kind} ${type.name}`} type={type} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type Column = { readonly title: string; readonly text: (type: TypeSums) => string };

const columns: readonly Column[] = [
  { title: 'Count', text: ({ count }) => countText(count) },
  { title: 'In range', text: ({ total }) => durationText(total) },
  { title: 'p50', text: ({ p50 }) => durationText(p50) },
  { title: 'p95', text: ({ p95 }) => durationText(p95) },
  { title: 'Max', text: ({ max }) => durationText(max) },
  { title: 'Retries', text: ({ retries }) => (retries === 0 ? '' : countText(retries)) },
  { title: 'Failed', text: ({ failed }) => (failed === 0 ? '' : countText(failed)) },
];

function Row({ type }: { readonly type: TypeSums }) {
  const { icon: Icon, role } = kindLook(type.kind);
  return (
    <tr>
      <th scope="row" className={styles.type}>
        <Icon size={12} style={{ color: `var(--${role})` }} aria-hidden />
        {lineText(type.name, 60)}
      </th>
      {columns.map(({ title, text }) => (
        <td key={title} data-failed={(title === 'Failed' && type.failed > 0) || undefined}>
          {title === 'Max' && type.max > 0 ? <Longest type={type} text={text(type)} /> : text(type)}
        </td>
      ))}
    </tr>
  );
}

function Longest({ type: { slowest }, text }: { readonly type: TypeSums; readonly text: string }) {
  const choose = (): void => {
    activate(null);
    select(slowest === NONE ? null : slowest);
  };
  return (
    <button type="button" className={styles.longest} aria-label={`Select the longest: ${text}`} onClick={choose}>
      {text}
    </button>
  );
}

/** `12 operations: 3 s running · 1 s waiting for a worker` */
function factsOf({ count: counted, parts: spent }: Sums): string {
  const parts = timeParts.flatMap((part) => {
    const ms = spent[part];
    return part === 'between' || ms <= 0 ? [] : [`${durationText(ms)} ${partWords[part]}`];
  });
  const count = `${countText(counted)} ${counted === 1 ? 'operation' : 'operations'}`;
  return parts.length === 0 ? count : `${count}: ${parts.join(' · ')}`;
}
