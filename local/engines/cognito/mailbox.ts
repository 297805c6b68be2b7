import type { Mail } from '../../ports.ts';

/** Mails kept; older ones are forgotten. */
const mostMails = 1_000;

/** The mails that would have been sent: in memory, newest last. */
export interface Mailbox {
  deliver(mail: Mail): void;
  /** Those to an address, without regard to case, or all. */
  mails(to?: string): Mail[];
}

export const createMailbox = (): Mailbox => {
  let mails: Mail[] = [];
  return {
    deliver(mail) {
      mails = [...mails.slice(1 - mostMails), mail];
    },
    mails: (to) => mails.filter((mail) => to === undefined || mail.to.toLowerCase() === to.toLowerCase()),
  };
};
