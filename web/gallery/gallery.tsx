// Every component of the design in every state that can stand still. `?theme=dark&contrast=more&dir=rtl` opens it so.
import { type ReactNode, StrictMode, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import '../src/design/tokens.css';
import '../src/design/base.css';
import '../src/design/forced-colors.css';
import { Avatar } from '../src/design/avatar.tsx';
import { Button, IconButton } from '../src/design/button.tsx';
import { Check } from '../src/design/check.tsx';
import { Choice } from '../src/design/choice.tsx';
import { Dialog, DialogActions } from '../src/design/dialog.tsx';
import { Field } from '../src/design/field.tsx';
import { Icon, iconNames } from '../src/design/icon.tsx';
import { Menu } from '../src/design/menu.tsx';
import { EmptyState, FormError } from '../src/design/notice.tsx';
import { PasswordField } from '../src/design/password-field.tsx';
import { SkeletonRows, Spinner } from '../src/design/progress.tsx';
import { SearchField } from '../src/design/search-field.tsx';
import { Segments } from '../src/design/segments.tsx';
import { Switch } from '../src/design/switch.tsx';
import { Toasts, toast } from '../src/design/toast.tsx';
import './gallery.css';

const Group = ({ title, small = false, children }: { title: string; small?: boolean; children: ReactNode }) => (
  <section className="gallery-group">
    <h2>{title}</h2>
    <div className="gallery-items" data-small={small ? '' : undefined}>
      {children}
    </div>
  </section>
);

const Item = ({ name, children }: { name: string; children: ReactNode }) => (
  <figure className="gallery-item">
    {children}
    <figcaption>{name}</figcaption>
  </figure>
);

const nothing = () => {};
const LONG = 'A name that is much longer than the place it has been given, as names now and then are';

const colours = [
  ...['surface', 'surface-sunken', 'surface-raised', 'surface-hover', 'surface-pressed', 'surface-selected'],
  ...['border', 'border-strong', 'text', 'text-muted', 'text-faint', 'focus'],
  ...['accent', 'accent-hover', 'accent-text', 'accent-soft'],
  ...['danger', 'danger-hover', 'danger-text', 'danger-soft', 'warning-text', 'warning-soft', 'positive', 'positive-text'],
];
const sizes = ['xs', 'sm', 'md', 'lg', 'xl', '2xl'];

const Foundations = () => (
  <>
    <Group title="Colour" small>
      {colours.map((name) => (
        <Item key={name} name={`--${name}`}>
          <div className="gallery-swatch" style={{ background: `var(--${name})` }} />
        </Item>
      ))}
    </Group>
    <Group title="Type">
      {sizes.map((size) => (
        <Item key={size} name={`--text-${size}`}>
          <p style={{ font: `var(--text-${size})` }}>The quick brown fox</p>
        </Item>
      ))}
    </Group>
    <Group title="Icons" small>
      {iconNames.map((name) => (
        <Item key={name} name={name}>
          <Icon name={name} />
        </Item>
      ))}
    </Group>
  </>
);

const kinds = ['primary', 'outline', 'quiet', 'danger'] as const;

const Buttons = () => (
  <Group title="Buttons">
    {kinds.map((kind) => (
      <Item key={kind} name={kind}>
        <div className="gallery-row">
          <Button kind={kind}>Send</Button>
          <Button kind={kind} icon="add">
            Add
          </Button>
          <Button kind={kind} isPending>
            Sending
          </Button>
          <Button kind={kind} isDisabled>
            Not now
          </Button>
        </div>
      </Item>
    ))}
    <Item name="wide, with a long name">
      <Button wide>{LONG}</Button>
    </Item>
    <Item name="icon buttons">
      <div className="gallery-row">
        <IconButton icon="settings" label="Settings" />
        <IconButton icon="close" label="Close" size="sm" />
        <IconButton icon="delete" label="Delete" isDisabled />
      </div>
    </Item>
    <Item name="menu">
      <div>
        <Menu
          label="What to do"
          choices={[
            { label: 'Rename', icon: 'edit', onAction: nothing },
            { label: 'Delete', icon: 'delete', onAction: nothing, danger: true },
          ]}
        >
          <Button icon="more">Menu</Button>
        </Menu>
      </div>
    </Item>
  </Group>
);

const Fields = () => {
  const [text, setText] = useState('');
  const [on, setOn] = useState(true);
  const [choice, setChoice] = useState('one');
  const options = [
    ['one', 'One'],
    ['two', 'Two'],
  ] as const;
  return (
    <Group title="Fields">
      <Item name="empty, with a hint">
        <Field label="Name" hint="What others see." placeholder="Ada Lovelace" />
      </Item>
      <Item name="with an error">
        <Field label="E-mail" defaultValue="ada@" error="This is not an e-mail address." />
      </Item>
      <Item name="disabled">
        <Field label="Handle" defaultValue="ada" isDisabled />
      </Item>
      <Item name="password">
        <PasswordField label="Password" defaultValue="Correct-horse-7-battery" />
      </Item>
      <Item name="of several lines">
        <Field label="About" rows={3} defaultValue={LONG} />
      </Item>
      <Item name="search">
        <SearchField label="Search rooms" value={text} onChange={setText} focused={false} />
      </Item>
      <Item name="choice">
        <Choice label="Section" value={choice} onChange={setChoice} options={options} hint="Where the room stands." />
      </Item>
      <Item name="segments">
        <Segments label="Size" value={choice} onChange={setChoice} options={options} />
      </Item>
      <Item name="check">
        <Check label="On" value={on} onChange={setOn} />
        <Check label="Off" value={!on} onChange={(next) => setOn(!next)} />
      </Item>
      <Item name="switch">
        <Switch label="On" value={on} onChange={setOn} hint="Takes effect at once." />
        <Switch label="Off" value={!on} onChange={(next) => setOn(!next)} />
      </Item>
    </Group>
  );
};

const people = ['Ada', 'Ben Ali', 'Cid', 'Dee Dee', 'Eve', 'Fay Wu', 'Gus', 'Hal'];
const presences = ['online', 'away', 'offline'] as const;

const People = () => (
  <Group title="People">
    <Item name="colours">
      <div className="gallery-row">
        {people.map((name) => (
          <Avatar key={name} id={name} name={name} />
        ))}
      </div>
    </Item>
    <Item name="sizes">
      <div className="gallery-row">
        <Avatar id="Ada" name="Ada" size="sm" />
        <Avatar id="Ada" name="Ada" />
        <Avatar id="Ada" name="Ada" size="lg" />
      </div>
    </Item>
    <Item name="online, away, offline">
      <div className="gallery-row">
        {presences.map((presence) => (
          <Avatar key={presence} id="Ben" name="Ben Ali" presence={presence} />
        ))}
      </div>
    </Item>
  </Group>
);

type Open = 'dialog' | 'alert' | undefined;

const Messages = () => {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <Group title="Feedback">
      <Item name="what went wrong">
        <FormError>Something went wrong. Try again.</FormError>
      </Item>
      <Item name="nothing there yet">
        <EmptyState icon="message" title="Nothing has been said yet" action={<Button kind="primary">Say hello</Button>}>
          Be the first.
        </EmptyState>
      </Item>
      <Item name="on its way">
        <SkeletonRows count={3} label="Loading" />
        <Spinner label="Please wait" />
      </Item>
      <Item name="toasts">
        <div className="gallery-row">
          <Button onPress={() => toast.done('The room has been archived.', { label: 'Undo', onPress: nothing })}>Done</Button>
          <Button onPress={() => toast.error(new Error('The network is gone.'))}>Error</Button>
        </div>
      </Item>
      <Item name="dialogs">
        <div className="gallery-row">
          <Button onPress={() => setOpen('dialog')}>Dialog</Button>
          <Button onPress={() => setOpen('alert')}>Question</Button>
        </div>
      </Item>
      {open !== undefined && (
        <Dialog title={open === 'alert' ? 'Delete this room?' : 'Rename the room'} onClose={close} alert={open === 'alert'}>
          <div className="dialog-body">{open === 'alert' ? <p>Nobody can undo this.</p> : <Field label="Name" />}</div>
          <DialogActions confirm={open === 'alert' ? 'Delete' : 'Rename'} onCancel={close} onConfirm={close} danger={open === 'alert'} />
        </Dialog>
      )}
    </Group>
  );
};

const wanted = new URLSearchParams(location.search);
const switches = [
  ['theme', ['system', 'light', 'dark']],
  ['contrast', ['normal', 'more']],
  ['dir', ['ltr', 'rtl']],
] as const;

const Gallery = () => (
  // React Aria takes the direction of menus and arrows from the language.
  <I18nProvider locale={wanted.get('dir') === 'rtl' ? 'ar' : 'en-GB'}>
    <main className="gallery">
      <header className="gallery-header">
        <h1>Components</h1>
        <div className="gallery-choices">
          {switches.map(([name, values]) => (
            <Segments
              key={name}
              label={name}
              value={wanted.get(name) ?? values[0]}
              onChange={(value) => {
                wanted.set(name, value);
                location.search = wanted.toString();
              }}
              options={values.map((value) => [value, value] as const)}
            />
          ))}
        </div>
      </header>
      <Foundations />
      <Buttons />
      <Fields />
      <People />
      <Messages />
    </main>
    <Toasts />
  </I18nProvider>
);

const { documentElement } = document;
for (const name of ['theme', 'contrast']) {
  const value = wanted.get(name);
  if (value !== null) documentElement.dataset[name] = value;
}
documentElement.dir = wanted.get('dir') ?? 'ltr';

const container = document.getElementById('app');
if (container === null) throw new Error('index.html has no #app');
createRoot(container).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
