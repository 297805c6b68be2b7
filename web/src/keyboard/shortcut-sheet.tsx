import { Dialog } from '../design/dialog.tsx';
import { t } from '../languages/language.ts';
import { Keys } from './keys.tsx';
import { localKeys, shortcuts } from './shortcuts.ts';

const groups = [...Map.groupBy([...Object.values(shortcuts), ...localKeys], ({ group }) => group)];

const ShortcutSheet = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={t.shell.accountMenu.shortcuts} onClose={onClose}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
    <div className="dialog-body shortcut-groups" tabIndex={0}>
      {groups.map(([group, rows]) => (
        <section key={group} className="shortcut-group" aria-label={t.keyboard.groups[group]}>
          <h3>{t.keyboard.groups[group]}</h3>
          <dl>
            {rows.map(({ keys, does }) => (
              <div key={does} className="shortcut-row">
                <dt>{t.keyboard.does[does]}</dt>
                <dd>
                  <Keys keys={keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  </Dialog>
);

export default ShortcutSheet;
