import { AccountPage } from '../account/account-page.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { Link } from '../link.tsx';
import { InvitedRoom, OVER, useInvitation } from './invitation.tsx';
import { keepInvite } from './pending-invite.ts';

const titles = {
  loading: 'You have been invited',
  good: 'You have been invited',
  over: 'This invitation is over',
  failed: 'You have been invited',
};

/** An invitation before the sign-in: where it leads, and the two ways in. */
const InviteWelcome = ({ code }: { code: string }) => {
  const invitation = useInvitation(code);
  const keep = () => keepInvite(code);
  return (
    <AccountPage
      title={titles[invitation.state]}
      lead={invitation.state === 'over' ? OVER : 'Create an account or sign in, and you are in the room.'}
      footer={<Link to={{ page: 'home' }}>Go to Parley</Link>}
    >
      {invitation.state === 'loading' && <SkeletonRows count={1} label="Loading the invitation" />}
      {invitation.state === 'failed' && <FormError>{invitation.reason}</FormError>}
      {invitation.state === 'good' && (
        <>
          <InvitedRoom preview={invitation.preview} />
          <nav className="invite-choices" aria-label="Ways in" onClickCapture={keep}>
            <Link to={{ page: 'sign-up' }} className="link-button link-button-primary">
              Create an account
            </Link>
            <Link to={{ page: 'sign-in' }} className="link-button link-button-outline">
              Sign in
            </Link>
          </nav>
        </>
      )}
    </AccountPage>
  );
};

export default InviteWelcome;
