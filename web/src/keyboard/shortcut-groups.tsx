import { t } from '../languages/language.ts';
import { Keys } from './keys.tsx';
import { localKeys, shortcuts } from './shortcuts.ts';

const groups = [...Map.groupBy([...Object.values(shortcuts), ...localKeys], ({ group }) => group)];

/** Every key that does something, and what. */
export const ShortcutGroups = ({ heading: Heading }: { heading: 'h2' | 'h3' }) => (
  <div className="shortcut-groups">
    {groups.map(([group, rows]) => (
      <section key={group} className="shortcut-group" aria-label={t.keyboard.groups[group]}>
        <Heading>{t.keyboard.groups[group]}</Heading>
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
);
