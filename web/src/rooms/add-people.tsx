import type { Person } from '@parley/protocol';
import { useState } from 'react';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useRoom, useSession } from '../session/session-context.ts';
import { useMembers } from './members.ts';
import { PeoplePicker } from './people-picker.tsx';

const AddPeople = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { chat } = useSession();
  const room = useRoom(roomId)?.room;
  const { members, isPending: waiting, refresh } = useMembers(roomId);
  const [picked, setPicked] = useState<Person[]>([]);

  const { pending, error, submit } = useSubmission(async () => {
    for (const { userId } of picked) {
      await chat.putMember(roomId, userId, 'member');
      setPicked((left) => left.filter((person) => person.userId !== userId));
    }
    refresh();
    toast.done(picked.length === 1 && picked[0] ? t.rooms.addPeople.added(picked[0].name) : t.rooms.addPeople.addedMany(picked.length));
    onClose();
  });

  return (
    <Dialog title={t.rooms.addPeople.title(room?.name)} onClose={onClose}>
      <div className="dialog-body">
        <FormError>{error}</FormError>
        <PeoplePicker picked={picked} onChange={setPicked} without={new Set(members.map(({ userId }) => userId))} waiting={waiting} />
        <DialogActions
          confirm={t.rooms.addPeople.add}
          onCancel={onClose}
          onConfirm={() => submit()}
          isPending={pending}
          isDisabled={picked.length === 0}
        />
      </div>
    </Dialog>
  );
};

export default AddPeople;
