import { useMemo } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import { eventsOfLine, type Frames } from '../../engine/model/replay/frames.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Section } from '../ui/section.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import stale from '../ui/stale.module.css';
import { placeText } from './marks.ts';
import styles from './line-section.module.css';

type LineSectionProps = {
  readonly frames: Frames | null;
  readonly file: string;
  readonly line: number | null;
  readonly seq: Seq;
  readonly onGo: (line: number, step: 1 | -1) => void;
};

const most = 100;

/** The events that resulted from a line. */
export function LineSection({ frames, file, line, seq, onGo }: LineSectionProps) {
  const seqs = useMemo(
    () => (frames === null || line === null ? [] : eventsOfLine(frames, file, line)),
    [frames, file, line],
  );
  if (line === null) return null;
  const aside = (
    <>
      <IconButton
        icon={ArrowUp}
        label="Previous event of this line"
        keys="Shift + Enter"
        size="small"
        disabled={!seqs.some((each) => each < seq)}
        onClick={() => onGo(line, -1)}
      />
      <IconButton
        icon={ArrowDown}
        label="Next event of this line"
        keys="Enter"
        size="small"
        disabled={!seqs.some((each) => each > seq)}
        onClick={() => onGo(line, 1)}
      />
    </>
  );
  return (
    <Section id="code-line" title={`Events of ${placeText({ file, line })}`} aside={aside}>
      {seqs.length === 0 ? <p className={stale.quiet}>No event was asked for at this line.</p> : null}
      <p className={styles.seqs}>
        {seqs.slice(0, most).map((each) => (
          <span key={each} aria-current={each === seq || undefined}>
            <SeqLink seq={each} />
          </span>
        ))}
        {seqs.length > most ? ` and ${countText(seqs.length - most)} more` : null}
      </p>
    </Section>
  );
}
