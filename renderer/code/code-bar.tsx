import { CircleCheck, CircleDashed, FileCode2, RotateCw, TriangleAlert, OctagonX } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import { moveTo } from '../session/session.ts';
import { BothHistories } from '../ui/both-histories.tsx';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { keysOf } from '../ui/commands.ts';
import { lineText } from '../ui/plain-text.ts';
import tones from '../ui/tones.module.css';
import { chooseCode, replayAgain } from '../session/code/ask-code.ts';
import { compareOwn } from '../session/code/own-history.ts';
import { lookAt, type Replayed, useCode } from '../session/code/code-state.ts';
import { placeText } from './marks.ts';
import { type VerdictTone, verdictSentence, verdictWords } from './verdict-text.ts';
import styles from './code-bar.module.css';

const glyphs = { ok: CircleCheck, bad: OctagonX, warn: TriangleAlert, open: CircleDashed } as const satisfies Record<
  VerdictTone,
  unknown
>;

/** The verdict in words, links to its details, and the code that it is about. */
export function CodeBar({ replayed: { report, asked } }: { readonly replayed: Replayed }) {
  const running = useCode((state) => state.running !== null);
  const { title, tone } = verdictWords[report.verdict];
  const sentence = lineText(verdictSentence(report), 600);
  const Glyph = glyphs[tone];
  const { seq, source } = report;
  return (
    <div className={styles.bar} role="region" aria-label="Verdict">
      <p className={styles.verdict}>
        <Glyph size={16} className={tones.status} data-tone={tone} aria-hidden />
        <strong className={tones.status} data-tone={tone}>
          {title}
        </strong>
        <span className={styles.sentence} title={sentence}>
          {sentence}
        </span>
      </p>
      <div className={styles.ways}>
        {seq === null || seq === 0 ? null : (
          <button type="button" className={control.bordered} onClick={() => moveTo(seq)}>
            Go to event {countText(seq)}
          </button>
        )}
        {source === null ? null : (
          <button type="button" className={control.bordered} title={source.file} onClick={() => lookAt(source)}>
            {placeText(source)}
          </button>
        )}
        {report.verdict === 'stopped' ? null : (
          <BothHistories asked={asked} name="Both histories" onAsk={() => void compareOwn()} />
        )}
        <span className={styles.code} title={asked.code}>
          {lineText(tailOf(asked.code), 80)}
        </span>
        <IconButton
          icon={RotateCw}
          label={running ? 'Replaying …' : 'Replay again'}
          keys={keysOf('code-replay')}
          size="small"
          disabled={running}
          onClick={replayAgain}
        />
        <IconButton
          icon={FileCode2}
          label="Choose other code"
          keys={keysOf('code-choose')}
          size="small"
          onClick={chooseCode}
        />
      </div>
    </div>
  );
}

/** The last parts of a path, which distinguish versions. */
function tailOf(path: string): string {
  const parts = path.split(/[\\/]/);
  return parts.length <= 2 ? path : `…/${parts.slice(-2).join('/')}`;
}
