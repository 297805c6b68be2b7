// A sign-in and everything that lives as long as it does.
import {
  type Accounts,
  type Api,
  type Chat,
  createApi,
  createChat,
  createSessionTokens,
  type Deployment,
  type Tokens,
} from '@parley/client';
import { QueryClient } from '@tanstack/react-query';
import { copyText } from '../design/copying.ts';
import { toast } from '../design/toast.tsx';
import { type EmojiImages, openEmojiImages } from '../emoji/emoji-images.ts';
import { reasonOf, t } from '../languages/language.ts';
import { refreshLater } from '../later/lists.ts';
import type { PollDraft } from '../room/create-poll.tsx';
import { followActivity } from './activity.ts';
import { type Drafts, openDrafts } from './drafts.ts';
import { openKept } from './kept-storage.ts';
import { openOutbox } from './outbox-storage.ts';
import type { SignIn } from './stored-sign-in.ts';
import { openTabs } from './tabs.ts';

export interface Session {
  chat: Chat;
  api: Api;
  drafts: Drafts;
  /** Polls in the making, by room. */
  polls: Map<string, PollDraft>;
  emojiImages: EmojiImages;
  queries: QueryClient;
  accounts: Accounts;
  /** A token for calls of one's own account. */
  accessToken(): Promise<string>;
  /** Ends the sign-in and forgets what this browser kept for it, unsent messages included. */
  signOut(): Promise<void>;
}

const STALE_MS = 15_000;
/** Where messages pour in, the page shows them so often, milliseconds: between, it has time for whoever uses it. */
const SHOW_EVERY_MS = 100;

const createQueries = () => new QueryClient({ defaultOptions: { queries: { staleTime: STALE_MS, retry: false } } });

/** Tells the chat about the network and the page. Gives the function that ends it. */
const followPage = (chat: Chat, account: string): (() => void) => {
  const end = new AbortController();
  const { signal } = end;
  addEventListener('online', () => chat.setNetwork(true), { signal });
  addEventListener('offline', () => chat.setNetwork(false), { signal });
  // Chromium's word for another network, and for guesses at its speed: too frequent to ask an open socket for a sign of life.
  if ('connection' in navigator && navigator.connection instanceof EventTarget)
    navigator.connection.addEventListener('change', () => chat.networkChanged(), { signal });
  addEventListener('pageshow', () => chat.wake(), { signal });
  // A page that nobody sees may be ended without a word.
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'visible' ? chat.wake() : chat.keep()), {
    signal,
  });
  followActivity(account, chat.setActive, signal);
  return () => end.abort();
};

/** Calls back when another tab has changed what this browser stores. Gives the function that ends it. */
const watchStorage = (listener: (key: string | null) => void): (() => void) => {
  const heard = ({ key }: StorageEvent) => listener(key);
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
};

/** Keeps what I keep for myself as my other devices have it. Gives the function that ends it. */
const followKeepsakes = (chat: Chat, drafts: Drafts, queries: QueryClient): (() => void) => {
  let online = false;
  const endHearing = chat.onKeepsake((frame) => {
    if (frame.type === 'draft') return drafts.hear(frame);
    refreshLater(queries, frame.type);
    if (frame.type === 'saved' && frame.change === 'reminder') toast.done(t.later.reminded);
  });
  const endWatching = chat.subscribe(() => {
    const before = online;
    online = chat.getState().connection.status === 'online';
    if (!online || before) return;
    drafts.refresh();
    refreshLater(queries);
  });
  return () => {
    endHearing();
    endWatching();
  };
};

export interface OpenSession extends Session {
  /** Ends every other sign-in of the account, whose password is a new one. */
  endOthers(): Promise<void>;
  close(): Promise<void>;
  /** The sign-in has ended, here or elsewhere: what was kept for reading is no longer to be read. */
  forget(): Promise<void>;
}

/** `onTokens` hears of fresh tokens, and of `undefined` when the sign-in has ended. */
export const openSession = (
  deployment: Deployment,
  accounts: Accounts,
  { account, tokens: first }: SignIn,
  onTokens: (fresh: Tokens | undefined) => void,
): OpenSession => {
  const tokens = createSessionTokens({ tokens: first, accounts, onChange: onTokens });
  const outbox = openOutbox(account);
  const kept = openKept(account);
  const api = createApi({ httpUrl: deployment.httpUrl, tokens });
  const drafts = openDrafts(account, api, { storage: localStorage, watch: watchStorage });
  const emojiImages = openEmojiImages(api);
  const queries = createQueries();
  const tabs = openTabs(account);
  let warned = false;
  const chat = createChat({
    deployment,
    tokens,
    storage: outbox,
    kept,
    ...(tabs === undefined ? {} : { tabs }),
    tellEveryMs: SHOW_EVERY_MS,
    storageFailed() {
      if (!warned) toast.error(new Error(t.shell.storesNothing));
      warned = true;
    },
    refused(command, error) {
      const copy = command.action === 'edit' && { label: t.room.actions.copy, onPress: () => void copyText(command.text, t.room.copied) };
      toast.error({ message: t.room.message.notSaved(reasonOf(error)) }, copy || undefined);
    },
  });
  const unfollow = followPage(chat, account);
  if (!navigator.onLine) chat.setNetwork(false);
  const endKeepsakes = followKeepsakes(chat, drafts, queries);
  chat.start();

  const close = () => {
    unfollow();
    endKeepsakes();
    drafts.close();
    emojiImages.close();
    queries.clear();
    return chat.stop();
  };

  return {
    chat,
    api,
    drafts,
    polls: new Map(),
    emojiImages,
    queries,
    accounts,
    accessToken: tokens.accessToken,
    close,
    endOthers: () => api.signOutOtherDevices().then(() => toast.done(t.settings.password.changedOthers), toast.error),
    async forget() {
      await close();
      await kept.erase();
    },
    async signOut() {
      await close();
      drafts.erase();
      // At the same time: the other tabs learn of it at once, and stop sending what is erased.
      await Promise.all([tokens.signOut(), outbox.erase(), kept.erase()]);
    },
  };
};
