// Forbids pages to navigate away, open windows, embed other pages, or get permissions on the person's computer.

import { type Session, shell, type WebContents } from 'electron';
import { isPage, isWebLink } from './page-address.ts';

export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebLink(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** The only permission granted, to our page only: copying. */
const granted = 'clipboard-sanitized-write';

export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === granted && isPage(contents.getURL())),
  );
  session.setPermissionCheckHandler(
    (contents, permission) => permission === granted && contents !== null && isPage(contents.getURL()),
  );
}
