import { sectionsOf } from '@parley/client';
import { limits } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
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
    <Dialog title="Move to section" onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Choice
          label="Section"
          value={section}
          onChange={setSection}
          options={[['', 'No section'], ...names.map((each) => [each, each] as const), [NEW, 'A new section…']]}
          hint="Sections are your own: nobody else sees them."
        />
        {section === NEW && <Field label="Name" value={name} onChange={setName} maxLength={limits.sectionChars} autoFocus />}
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="primary" isPending={pending} isDisabled={section === NEW && name.trim() === ''}>
            Move
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

export default ChooseSection;
