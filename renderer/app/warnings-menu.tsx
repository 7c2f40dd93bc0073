import { TriangleAlert } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { countText } from '../../engine/model/duration.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { moveTo } from '../session/session.ts';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import menu from '../ui/menu.module.css';
import styles from './headline-bar.module.css';
import { warningGroups } from './warning-groups.ts';

/**
 * Problems met while reading; each warning links to its event. `count` is the number of all warnings; the list has the
 * first of each kind.
 */
export function WarningsMenu({ count, warnings }: { readonly count: number; readonly warnings: Outline['warnings'] }) {
  if (warnings.length === 0) return null;
  const words = `${countText(count)} ${count === 1 ? 'warning' : 'warnings'}`;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={`${control.button} ${styles.warnings}`}>
        <TriangleAlert size={13} aria-hidden />
        {words}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.content} align="end" sideOffset={4} collisionPadding={8}>
          {warningGroups(warnings).map(({ code, title, first, more }) => (
            <DropdownMenu.Group key={code}>
              <DropdownMenu.Label className={menu.label}>
                {title}
                {first.length + more > 1 ? ` (${countText(first.length + more)})` : ''}
              </DropdownMenu.Label>
              {first.map(({ seq, text }, index) => (
                <DropdownMenu.Item key={index} className={styles.warning} onSelect={() => seq > 0 && moveTo(seq)}>
                  <span className={styles.seq}>{seq > 0 ? countText(seq) : '–'}</span>
                  <span className={styles.text}>{lineText(text)}</span>
                </DropdownMenu.Item>
              ))}
              {more > 0 ? <div className={menu.label}>and {countText(more)} more like it</div> : null}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
