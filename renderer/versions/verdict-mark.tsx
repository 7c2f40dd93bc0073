import type { CheckedHistory } from '../../engine/model/replay/checked.ts';
import { countText } from '../../engine/model/duration.ts';
import type { CellWord } from '../session/versions/columns.ts';
import tones from '../ui/tones.module.css';
import { verdictLook } from './verdict-looks.ts';
import styles from './verdict-mark.module.css';

/** Glyph and word of a verdict; for drift with the number of drifting attributes. */
export function VerdictMark({ word, drifts = 0 }: { readonly word: CellWord; readonly drifts?: number }) {
  const { icon: Glyph, tone, word: text } = verdictLook(word);
  return (
    <span className={styles.mark} data-quiet={tone === 'off' || undefined}>
      <Glyph size={14} className={tones.status} data-tone={tone} aria-hidden />
      <span>{drifts > 0 ? `${text} ${countText(drifts)}` : text}</span>
    </span>
  );
}

export function driftsOf(checked: CheckedHistory | null): number {
  return checked?.outcome === 'replayed' && checked.report.verdict === 'drift' ? checked.report.drift.length : 0;
}
