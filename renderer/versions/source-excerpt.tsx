import type { ReplayReport } from '../../engine/model/replay/replay-report.ts';
import { copyText } from '../session/copying.ts';
import { lineText, oneLine } from '../ui/plain-text.ts';
import control from '../ui/control.module.css';
import { placeText } from './place-text.ts';
import styles from './found-view.module.css';

/** The lines around the call, with the call marked, and its callers. */
export function SourceExcerpt({ report, path }: { readonly report: ReplayReport; readonly path: string }) {
  const { source, excerpt, stack } = report;
  if (source === null) return null;
  const [top, ...callers] = stack;
  const name = top?.name === undefined ? '' : `, in ${lineText(top.name, 80)}`;
  const whole = `${source.file}:${source.line}:${source.column}`;
  return (
    <div>
      <h3 className={styles.title}>
        <button
          type="button"
          className={control.button}
          title={`Copy ${whole}`}
          onClick={() => void copyText(whole, 'the place')}
        >
          <code>{placeText(source, path)}</code>
          {name}
        </button>
      </h3>
      {excerpt === null ? null : (
        <div className={styles.lines}>
          {excerpt.lines.map((line, index) => {
            const number = excerpt.first + index;
            const here = number === source.line;
            return (
              <div key={number} className={styles.line} data-here={here || undefined}>
                <span className={styles.pointer}>{here ? '▸' : ''}</span>
                <span className={styles.number}>{number}</span>
                <span>{oneLine(line, 400).replaceAll('\\t', '  ')}</span>
              </div>
            );
          })}
        </div>
      )}
      {callers.length === 0 ? null : (
        <ul className={styles.callers}>
          {callers.slice(0, 12).map((place) => (
            <li key={`${place.file}:${place.line}:${place.column}`}>
              called from {lineText(place.name ?? 'a function', 80)}, <code>{placeText(place, path)}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
