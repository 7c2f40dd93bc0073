import header from './app-header.module.css';
import { lineText } from '../ui/plain-text.ts';
import { useCompare } from '../session/compare/compare-state.ts';

/** The title of the window while runs are compared. */
export function CompareTitle() {
  const count = useCompare((state) => state.runs.length);
  const pair = useCompare((state) => state.pair);
  const type = pair === null ? null : pair.left.summary.workflowType;
  const both = type !== null && type === pair?.right.summary.workflowType ? lineText(type, 120) : null;
  return (
    <div className={header.run}>
      <h1 className={header.crumb}>
        <span className={header.type}>{count === 2 ? 'Compare' : `Compare one run with ${count - 1} others`}</span>
        {both === null || count !== 2 ? null : (
          <>
            <span>/</span>
            <span className={header.id}>{both}</span>
          </>
        )}
      </h1>
    </div>
  );
}
