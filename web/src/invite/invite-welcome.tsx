import { AccountPage } from '../account/account-page.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { InvitedRoom, useInvitation } from './invitation.tsx';
import { keepInvite } from './pending-invite.ts';

/** An invitation before the sign-in: where it leads, and the two ways in. */
const InviteWelcome = ({ code }: { code: string }) => {
  const invitation = useInvitation(code);
  const keep = () => keepInvite(code);
  return (
    <AccountPage
      title={invitation.state === 'over' ? t.invite.over : t.invite.invited}
      lead={invitation.state === 'over' ? t.invite.overText : t.invite.lead}
      footer={<Link to={{ page: 'home' }}>{t.invite.toParley}</Link>}
    >
      {invitation.state === 'loading' && <SkeletonRows count={1} label={t.invite.loading} />}
      {invitation.state === 'failed' && <FormError>{invitation.reason}</FormError>}
      {invitation.state === 'good' && (
        <>
          <InvitedRoom preview={invitation.preview} />
          <nav className="invite-choices" aria-label={t.invite.waysIn} onClickCapture={keep}>
            <Link to={{ page: 'sign-up' }} className="link-button link-button-primary">
              {t.invite.signUp}
            </Link>
            <Link to={{ page: 'sign-in' }} className="link-button link-button-outline">
              {t.invite.signIn}
            </Link>
          </nav>
        </>
      )}
    </AccountPage>
  );
};

export default InviteWelcome;
