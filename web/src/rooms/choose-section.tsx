import { sectionsOf } from '@parley/client';
import { limits } from '@parley/protocol';
import { useState } from 'react';
import { Choice } from '../design/choice.tsx';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
import { useRoom, useSession } from '../session/session-context.ts';

const NEW = '+';

/** Puts a room into one of one's own sections, a new one, or none. */
const ChooseSection = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { chat } = useSession();
  const current = useRoom(roomId)?.membership.section ?? '';
  const [names] = useState(() => {
    const own = sectionsOf(chat.getState()).flatMap(({ kind, name }) => (kind === 'own' ? [name] : []));
    return [...new Set(current === '' ? own : [...own, current])];
  });
  const [section, setSection] = useState(current === '' && names.length === 0 ? NEW : current);
  const [name, setName] = useState('');

  const { pending, error, submit } = useSubmission(async () => {
    if (section === NEW && name.trim() === '') return;
    await chat.arrangeRoom(roomId, { section: section === NEW ? name.trim() : section });
    onClose();
  });

  return (
    <Dialog title={t.rooms.section.title} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Choice
          label={t.rooms.section.label}
          value={section}
          onChange={setSection}
          options={[['', t.rooms.section.none], ...names.map((each) => [each, each] as const), [NEW, t.rooms.section.new]]}
          hint={t.rooms.section.hint}
        />
        {section === NEW && (
          <Field label={t.rooms.section.name} value={name} onChange={setName} maxLength={limits.sectionChars} autoFocus />
        )}
        <DialogActions
          confirm={t.rooms.section.move}
          onCancel={onClose}
          isPending={pending}
          isDisabled={section === NEW && name.trim() === ''}
        />
      </form>
    </Dialog>
  );
};

export default ChooseSection;
