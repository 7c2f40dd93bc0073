import { type ChangeEvent, useId, useRef } from 'react';
import type { ServerPlace } from '../../engine/model/server.ts';
import control from '../ui/control.module.css';
import { TextField, textIn } from './text-field.tsx';
import styles from './certificate-fields.module.css';

const fields = [
  { name: 'cert', label: 'Your certificate', kind: 'CERTIFICATE' },
  { name: 'key', label: 'Its key', kind: 'PRIVATE KEY' },
  { name: 'ca', label: 'Who signed the server’s', kind: 'CERTIFICATE' },
] as const;

/** PEM texts, pasted or from files, and the name in the server's certificate. */
export function CertificateFields({ place: { certificates, serverName } }: { readonly place: ServerPlace }) {
  return (
    <details className={styles.more}>
      <summary>{certificates === undefined ? 'Certificates' : 'Certificates, given'}</summary>
      <div className={styles.fields}>
        {fields.map(({ name, label, kind }) => (
          <PemField key={name} name={name} label={label} kind={kind} first={certificates?.[name] ?? ''} />
        ))}
        <TextField name="serverName" label="Name it is for, if not the address" first={serverName ?? ''} />
      </div>
    </details>
  );
}

type PemProps = { readonly name: string; readonly label: string; readonly kind: string; readonly first: string };

function PemField({ name, label, kind, first }: PemProps) {
  const id = useId();
  const text = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const read = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [chosen] = target.files ?? [];
    if (chosen !== undefined && text.current !== null) text.current.value = await chosen.text();
    target.value = '';
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <button type="button" className={control.button} onClick={() => file.current?.click()}>
        From a file …
      </button>
      <input ref={file} type="file" hidden accept=".pem,.crt,.cer,.key" onChange={(event) => void read(event)} />
      <textarea
        ref={text}
        id={id}
        name={name}
        className={styles.pem}
        data-secret={name === 'key' || undefined}
        rows={2}
        defaultValue={first}
        placeholder={`-----BEGIN ${kind}-----`}
        spellCheck={false}
        autoComplete="off"
      />
    </div>
  );
}

/** `certificates` and `serverName` of a form; nothing where nothing was given. */
export function certificatesIn(form: FormData): Pick<ServerPlace, 'certificates' | 'serverName'> {
  const given = fields.map(({ name }) => [name, textIn(form, name)] as const).filter(([, text]) => text !== '');
  const serverName = textIn(form, 'serverName');
  return {
    ...(given.length > 0 && { certificates: Object.fromEntries(given) }),
    ...(serverName !== '' && { serverName }),
  };
}
