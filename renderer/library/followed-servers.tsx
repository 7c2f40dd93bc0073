import { isUnderWay } from '../../engine/model/run.ts';
import { type Followed, useServers } from '../session/server-acts.ts';
import { useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import styles from './followed-servers.module.css';

/** The servers whose open runs are followed, each with its end. */
export function FollowedServers() {
  const followed = useServers((state) => state.followed);
  return followed.map((each, i) => <Line key={`${each.address} ${i}`} followed={each} />);
}

function Line({ followed: { address, runs, stop } }: { readonly followed: Followed }) {
  const count = useSession((session) => session.runs.filter((run) => runs.has(run.runId) && isUnderWay(run)).length);
  return (
    <div className={styles.line}>
      <span role="status">
        Following {count === 1 ? '1 open run' : `${count} open runs`} of {lineText(address, 100)}
      </span>
      <button type="button" className={control.button} onClick={stop}>
        Stop
      </button>
    </div>
  );
}
