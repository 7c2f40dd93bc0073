import { idText } from '../ui/plain-text.ts';
import { EndKept } from '../ui/end-kept.tsx';
import { useVersions } from '../session/versions/versions-state.ts';
import header from './app-header.module.css';

/** The title of the window while code is checked. */
export function VersionsTitle() {
  const path = useVersions((state) => state.path);
  return (
    <div className={header.run}>
      <h1 className={header.crumb}>
        <span className={header.type}>Check code</span>
        {path === '' ? null : (
          <>
            <span>/</span>
            <EndKept className={header.id} text={idText(path)} />
          </>
        )}
      </h1>
    </div>
  );
}
