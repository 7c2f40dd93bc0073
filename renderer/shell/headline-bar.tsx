import { countText } from '../../engine/model/duration.ts';
import { keysOf } from '../commands.ts';
import { moveTo, useSession } from '../session.ts';
import { lineText } from '../ui/line-text.ts';
import { statusLook } from '../ui/statuses.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { WarningsMenu } from './warnings-menu.tsx';
import styles from './headline-bar.module.css';

/** What happened, in one sentence; a click goes to the event that it speaks of. */
export function HeadlineBar() {
  const open = useSession((session) => session.open);
  if (open === null) return null;
  const { status, headline } = open.summary;
  const { tone, icon: Glyph } = statusLook(status);
  const sentence = lineText(headline.sentence, 600);
  return (
    <section className={styles.bar} aria-label="Headline">
      <Tooltip label={`Go to event ${countText(headline.seq)}`} keys={keysOf('headline')}>
        <button type="button" className={styles.headline} data-tone={tone} onClick={() => moveTo(headline.seq)}>
          <Glyph size={15} className={styles.glyph} aria-hidden />
          <span className={styles.sentence} title={sentence}>
            {sentence}
          </span>
        </button>
      </Tooltip>
      <WarningsMenu count={open.summary.warnings} warnings={open.outline.warnings} />
    </section>
  );
}
