import type { Grouping } from '../../engine/model/tracks/groups.ts';
import { groupings } from '../../engine/model/tracks/groups.ts';
import { setGrouping, useTracks } from './track-state.ts';
import styles from './grouping-choice.module.css';

const words: Readonly<Record<Grouping, string>> = {
  graph: 'as in the graph',
  type: 'by type',
  handler: 'by handler',
  child: 'by child workflow',
  iteration: 'by iteration',
  operation: 'one by one',
};

/** The choice of the timeline's grouping. */
export function GroupingChoice() {
  const by = useTracks((state) => state.by);
  return (
    <label className={styles.choice}>
      <span className={styles.word}>Rows</span>
      <select
        aria-label="Rows"
        value={by}
        onChange={({ target }) => setGrouping(groupings.find((one) => one === target.value) ?? 'graph')}
      >
        {groupings.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
