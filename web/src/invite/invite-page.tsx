import { useEffect, useState } from 'react';
import { Button, IconButton } from '../design/button.tsx';
import { EmptyState } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import { useSession } from '../session/session-context.ts';
import { InvitedRoom, useInvitation } from './invitation.tsx';
import { takeInvite } from './pending-invite.ts';

/** An invitation after the sign-in. Whoever has signed up or in for it is asked nothing more. */
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

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each code; what accepts it is made anew with every state.
  useEffect(() => {
    if (takeInvite(code)) void accept();
  }, [code]);

  return (
    <div className="invite-page">
      <span className="back-corner">
        <IconButton icon="back" label={t.invite.back} onPress={() => navigate({ page: 'home' })} />
      </span>
      {invitation.state === 'loading' && <SkeletonRows count={1} label={t.invite.loading} />}
      {invitation.state === 'over' && (
        <EmptyState
          icon="link"
          title={t.invite.over}
          action={<Button onPress={() => navigate({ page: 'home' })}>{t.invite.toRooms}</Button>}
        >
          {t.invite.overText}
        </EmptyState>
      )}
      {invitation.state === 'failed' && (
        <EmptyState icon="offline" title={t.invite.failed}>
          {invitation.reason}
        </EmptyState>
      )}
      {invitation.state === 'good' && (
        <>
          <h1>{t.invite.invited}</h1>
          <InvitedRoom preview={invitation.preview} />
          <Button kind="primary" wide isPending={pending} onPress={() => void accept()}>
            {t.invite.join}
          </Button>
        </>
      )}
    </div>
  );
};

export default InvitePage;
