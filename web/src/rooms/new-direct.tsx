import { limits, type Person } from '@parley/protocol';
import { useState } from 'react';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import { useSession } from '../session/session-context.ts';
import { PeoplePicker } from './people-picker.tsx';

const MOST = limits.directPeople - 1;

const NewDirect = ({ onClose }: { onClose: () => void }) => {
  const { chat } = useSession();
  const [picked, setPicked] = useState<Person[]>([]);

  const { pending, error, submit } = useSubmission(async () => {
    const { roomId } = await chat.openDirect(picked.map(({ userId }) => userId));
    onClose();
    navigate({ page: 'room', roomId });
  });

  const tooMany = picked.length > MOST ? t.rooms.newDirect.tooMany(MOST) : undefined;
  return (
    <Dialog title={t.shell.sidebar.newDirect} onClose={onClose}>
      <div className="dialog-body">
        <FormError>{error ?? tooMany}</FormError>
        <PeoplePicker picked={picked} onChange={setPicked} />
        <DialogActions
          confirm={t.rooms.newDirect.start}
          onCancel={onClose}
          onConfirm={() => submit()}
          isPending={pending}
          isDisabled={picked.length === 0 || tooMany !== undefined}
        />
      </div>
    </Dialog>
  );
};

export default NewDirect;
