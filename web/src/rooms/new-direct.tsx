import { limits, type Person } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
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
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            {t.design.cancel}
          </Button>
          <Button kind="primary" isDisabled={picked.length === 0 || tooMany !== undefined} isPending={pending} onPress={() => submit()}>
            {t.rooms.newDirect.start}
          </Button>
        </div>
      </div>
    </Dialog>
  );
};

export default NewDirect;
