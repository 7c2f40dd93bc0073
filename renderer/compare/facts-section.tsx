import type { ReactNode } from 'react';
import { ExternalLink } from 'lucide-react';
import { countText, durationText } from '../../engine/model/duration.ts';
import { eventsOf, finalStatusOf, NONE, reasonOf } from '../../engine/model/outline.ts';
import { keysOf } from '../ui/commands.ts';
import { StatusWord } from '../ui/status-word.tsx';
import control from '../ui/control.module.css';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { kindLook } from '../ui/kinds.ts';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { openSide } from './open-side.ts';
import type { Pair } from '../session/compare/pair.ts';
import {
  kindOfRow,
  letters,
  calledOfRow,
  paired,
  rowSays,
  type SideName,
  sides,
  tookDifference,
  durationMs,
} from '../session/compare/row-facts.ts';
import styles from './pair-inspector.module.css';

type FactsProps = { readonly pair: Pair; readonly row: number };

/** Facts from the outlines about the two operations: drawn in the same frame as the cursor. */
export function FactsSection({ pair, row }: FactsProps) {
  const { sign, words, changes } = rowSays(pair, row);
  const name = oneLine(calledOfRow(pair, row), 200);
  const kind = kindOfRow(pair, row);
  const took = tookDifference(
    pair,
    durationMs(pair.left, paired(pair, row, 'left')),
    durationMs(pair.right, paired(pair, row, 'right')),
  );
  const title = (
    <>
      Pair · <span className={styles.plain}>{name}</span>
    </>
  );
  return (
    <Section id="pair" title={title}>
      <p className={styles.verdict}>
        <KindGlyph kind={kind} size={14} /> {kindLook(kind).label}: <b aria-hidden>{sign}</b> {words}
        {changes.length === 0 ? '' : `${sign === '≠' ? ' in' : ', and differs in'} ${changes.join(', ')}`}
      </p>
      <table className={styles.facts}>
        <thead>
          <tr>
            <td />
            <th scope="col">A</th>
            <th scope="col">B</th>
          </tr>
        </thead>
        <tbody>
          <Fact
            name="Status"
            left={<Status pair={pair} row={row} side="left" />}
            right={<Status pair={pair} row={row} side="right" />}
          />
          <Fact
            name="Attempts"
            left={countOf(pair, row, 'left', 'attempts')}
            right={countOf(pair, row, 'right', 'attempts')}
          />
          <Fact name="Duration" left={tookText(pair, row, 'left')} right={tookText(pair, row, 'right')} />
          <Fact
            name="Event"
            left={countOf(pair, row, 'left', 'openedAt')}
            right={countOf(pair, row, 'right', 'openedAt')}
          />
          <Fact name="Events" left={eventsText(pair, row, 'left')} right={eventsText(pair, row, 'right')} />
        </tbody>
      </table>
      {took === null ? null : (
        <p className={styles.took}>
          B − A: {took.ms} {took.share === '' ? '' : `(${took.share})`}
        </p>
      )}
      <div className={styles.buttons}>
        {sides.map((side) => (
          <Tooltip
            key={side}
            label={`Open run ${letters[side]} at this row`}
            keys={keysOf(side === 'left' ? 'open-left' : 'open-right')}
          >
            <button type="button" className={control.bordered} onClick={() => openSide(side)}>
              <ExternalLink size={13} aria-hidden /> Open {letters[side]} here
            </button>
          </Tooltip>
        ))}
      </div>
    </Section>
  );
}

function Fact({ name, left, right }: { readonly name: string; readonly left: ReactNode; readonly right: ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{left}</td>
      <td>{right}</td>
    </tr>
  );
}

type SideProps = FactsProps & { readonly side: SideName };

function Status({ pair, row, side }: SideProps) {
  const operation = paired(pair, row, side);
  if (operation === NONE) return <span className={styles.absent}>not there</span>;
  const { outline } = pair[side];
  const reason = oneLine(reasonOf(outline, operation), 120);
  return (
    <>
      <StatusWord status={finalStatusOf(outline, operation)} />
      {reason === '' ? null : <span className={styles.reason}> {reason}</span>}
    </>
  );
}

function countOf(pair: Pair, row: number, side: SideName, column: 'attempts' | 'openedAt'): string {
  const operation = paired(pair, row, side);
  if (operation === NONE) return '–';
  const count = pair[side].outline.operations[column][operation] ?? 0;
  return count === 0 ? '–' : countText(count);
}

function tookText(pair: Pair, row: number, side: SideName): string {
  const operation = paired(pair, row, side);
  if (operation === NONE) return '–';
  const { outline, summary } = pair[side];
  if (outline.operations.closedAt[operation] === 0) return 'still pending';
  return summary.madeBy === undefined ? durationText(durationMs(pair[side], operation)) : '–';
}

function eventsText(pair: Pair, row: number, side: SideName): string {
  const operation = paired(pair, row, side);
  return operation === NONE ? '–' : countText(eventsOf(pair[side].outline, operation).length);
}
