import { useState } from 'react';
import { Button, IconButton } from '../design/button.tsx';
import { EmptyState } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { navigate } from '../route.ts';
import { useSession } from '../session/session-context.ts';
import { InvitedRoom, OVER, useInvitation } from './invitation.tsx';

/** An invitation after the sign-in. */
const InvitePage = ({ code }: { code: string }) => {
  const { chat } = useSession();
  const invitation = useInvitation(code);
  const [pending, setPending] = useState(false);

  const accept = async () => {
    setPending(true);
    try {
      const { roomId } = await chat.acceptInvite(code);
      navigate({ page: 'room', roomId }, { replace: true });
    } catch (error) {
      toast.error(error);
      setPending(false);
    }
  };

  return (
    <div className="invite-page">
      <span className="only-phone">
        <IconButton icon="back" label="Back to rooms" onPress={() => navigate({ page: 'home' })} />
      </span>
      {invitation.state === 'loading' && <SkeletonRows count={1} label="Loading the invitation" />}
      {invitation.state === 'over' && (
        <EmptyState
          icon="link"
          title="This invitation is over"
          action={<Button onPress={() => navigate({ page: 'home' })}>Go to my rooms</Button>}
        >
          {OVER}
        </EmptyState>
      )}
      {invitation.state === 'failed' && (
        <EmptyState icon="offline" title="The invitation did not load">
          {invitation.reason}
        </EmptyState>
      )}
      {invitation.state === 'good' && (
        <>
          <h1>You have been invited</h1>
          <InvitedRoom preview={invitation.preview} />
          <Button kind="primary" wide isPending={pending} onPress={() => void accept()}>
            Join room
          </Button>
        </>
      )}
    </div>
  );
};

export default InvitePage;
