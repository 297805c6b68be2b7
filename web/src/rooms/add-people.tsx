import type { Person } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { useRoom, useSession } from '../session/session-context.ts';
import { useMembers } from './members.ts';
import { PeoplePicker } from './people-picker.tsx';

const AddPeople = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { chat } = useSession();
  const room = useRoom(roomId)?.room;
  const { members, refresh } = useMembers(roomId);
  const [picked, setPicked] = useState<Person[]>([]);

  const { pending, error, submit } = useSubmission(async () => {
    for (const { userId } of picked) {
      await chat.putMember(roomId, userId, 'member');
      setPicked((left) => left.filter((person) => person.userId !== userId));
    }
    refresh();
    toast.done(picked.length === 1 ? `${picked[0]?.name} has been added.` : `${picked.length} people have been added.`);
    onClose();
  });

  return (
    <Dialog title={`Add people to ${room?.name ?? 'the room'}`} onClose={onClose}>
      <div className="dialog-body">
        <FormError>{error}</FormError>
        <PeoplePicker picked={picked} onChange={setPicked} without={new Set(members.map(({ userId }) => userId))} />
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button kind="primary" isDisabled={picked.length === 0} isPending={pending} onPress={() => submit()}>
            Add
          </Button>
        </div>
      </div>
    </Dialog>
  );
};

export default AddPeople;
