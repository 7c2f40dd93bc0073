import { objectOf, stringOf } from '../../engine/model/json.ts';
import type { ReportWaiting } from '../../engine/model/replay/replay-report.ts';
import { lineText } from '../ui/plain-text.ts';
import { placeText } from './place-text.ts';
import styles from './found-view.module.css';

type WaitingTableProps = {
  readonly title: string;
  readonly waiting: readonly ReportWaiting[];
  readonly path: string;
};

/** For an open history: the commands it waits for, or the code's commands in the unrecorded task. */
export function WaitingTable({ title, waiting, path }: WaitingTableProps) {
  if (waiting.length === 0) return null;
  return (
    <div>
      <h3 className={styles.title}>{title}</h3>
      <table className={styles.table}>
        <tbody>
          {waiting.slice(0, 100).map(({ type, attributes, source }, index) => {
            const { activityType, workflowType, signalName } = objectOf(attributes);
            const name = stringOf(activityType) ?? stringOf(workflowType) ?? stringOf(signalName) ?? '';
            return (
              <tr key={index}>
                <td>{lineText(type, 80)}</td>
                <td>{lineText(name, 120)}</td>
                <td>{source === null ? '' : <code>{placeText(source, path)}</code>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
