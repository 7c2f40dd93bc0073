import { useMemo } from 'react';
import { ToggleGroup } from 'radix-ui';
import { countText } from '../../engine/model/duration.ts';
import { useSession } from '../session/session.ts';
import { withoutForms } from './forms.ts';
import { useLibrary } from './library-state.ts';
import { chipCounts, chips } from './rows.ts';
import styles from './library-pane.module.css';

const names = { all: 'All', failed: 'Failed', stuck: 'Stuck', running: 'Running', completed: 'Completed' };

export function Chips() {
  const runs = useSession((session) => session.runs);
  const chip = useLibrary((view) => view.chip);
  const counts = useMemo(() => chipCounts(withoutForms(runs)), [runs]);
  // Most libraries hold no run that is stuck.
  const shown = chips.filter((each) => each !== 'stuck' || counts.stuck > 0 || chip === 'stuck');
  const choose = (value: string): void => {
    const wanted = chips.find((each) => each === value);
    if (wanted !== undefined) useLibrary.setState({ chip: wanted });
  };
  return (
    <ToggleGroup.Root type="single" className={styles.chips} aria-label="Show runs" value={chip} onValueChange={choose}>
      {shown.map((each) => (
        <ToggleGroup.Item
          key={each}
          value={each}
          className={styles.chip}
          data-chip={each}
          data-zero={counts[each] === 0 ? '' : undefined}
        >
          {names[each]} {countText(counts[each])}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
