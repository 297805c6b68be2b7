import { Dialog } from '../design/dialog.tsx';
import { t } from '../languages/language.ts';
import { ShortcutGroups } from './shortcut-groups.tsx';

const ShortcutSheet = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={t.shell.accountMenu.shortcuts} onClose={onClose}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
    <div className="dialog-body" tabIndex={0}>
      <ShortcutGroups heading="h3" />
    </div>
  </Dialog>
);

export default ShortcutSheet;
