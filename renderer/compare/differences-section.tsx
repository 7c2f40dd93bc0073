import { countText } from '../../engine/model/duration.ts';
import { Section } from '../ui/section.tsx';
import { DifferenceList } from './difference-list.tsx';
import type { DetailView } from './pair-detail.ts';
import type { Pair } from '../session/compare/pair.ts';
import { keyOf, kindOfRow, nameOfRow, rowSays } from '../session/compare/row-facts.ts';
import styles from './pair-inspector.module.css';

type DifferencesProps = { readonly pair: Pair; readonly row: number; readonly view: DetailView };

/** Differing values of the pair, path by path. */
export function DifferencesSection({ pair, row, view }: DifferencesProps) {
  const { detail } = view;
  const count =
    detail === null || detail.left === null || detail.right === null
      ? ''
      : countText(detail.differences.length + detail.more);
  return (
    <Section id="pair-differences" title="What differs in values" aside={count}>
      <Body pair={pair} row={row} view={view} />
    </Section>
  );
}

function Body({ pair, row, view: { detail, failure } }: DifferencesProps) {
  if (keyOf(pair, row, 'left') === null || keyOf(pair, row, 'right') === null)
    return <p className={styles.quiet}>It is {rowSays(pair, row).words}: there is nothing to hold against it.</p>;
  if (failure !== undefined) return <p className={styles.problem}>{failure}</p>;
  if (detail === null) return <p className={styles.quiet}>Reading …</p>;
  if (detail.differences.length === 0)
    return <p className={styles.quiet}>No value differs{pair.ignore.length === 0 ? '' : ' beyond what is ignored'}.</p>;
  return <DifferenceList found={detail} kind={kindOfRow(pair, row)} name={nameOfRow(pair, row)} />;
}
