import { limits, type Person } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
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

  const tooMany = picked.length > MOST ? `A direct message is for up to ${MOST} others. Make a room for more.` : undefined;
  return (
    <Dialog title="New direct message" onClose={onClose}>
      <div className="dialog-body">
        <FormError>{error ?? tooMany}</FormError>
        <PeoplePicker picked={picked} onChange={setPicked} />
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button kind="primary" isDisabled={picked.length === 0 || tooMany !== undefined} isPending={pending} onPress={() => submit()}>
            Start message
          </Button>
        </div>
      </div>
    </Dialog>
  );
};

export default NewDirect;
