import { countText } from '../../engine/model/duration.ts';
import { shownStatus } from '../../engine/model/run.ts';
import { CompareButtons } from '../compare/run-buttons.tsx';
import { keysOf } from '../ui/commands.ts';
import { moveTo, useRun, useSession } from '../session/session.ts';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import { Tooltip } from '../ui/tooltip.tsx';
import { WorkControls } from '../work/work-controls.tsx';
import { BackToCheck } from './back-to-check.tsx';
import { WarningsMenu } from './warnings-menu.tsx';
import styles from './headline-bar.module.css';

/** The run's headline in one sentence; a click goes to its event. */
export function HeadlineBar() {
  const unseen = useSession((session) => session.open === null);
  const { summary, outline } = useRun();
  const { headline, warnings } = summary;
  const { tone, icon: Glyph } = statusLook(shownStatus(summary));
  const sentence = lineText(headline.sentence, 600);
  return (
    <section className={styles.bar} data-unseen={unseen} aria-label="Headline">
      <Tooltip label={`Go to event #${countText(headline.seq)}`} keys={keysOf('headline')}>
        <button type="button" className={styles.headline} onClick={() => moveTo(headline.seq)}>
          <Glyph size={15} className={tones.status} data-tone={tone} aria-hidden />
          <span className={styles.sentence} title={sentence}>
            {sentence}
          </span>
        </button>
      </Tooltip>
      <WorkControls />
      <BackToCheck />
      <WarningsMenu count={warnings} warnings={outline.warnings} />
      <CompareButtons />
    </section>
  );
}
