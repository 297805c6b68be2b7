import type { Blocks, StoredBlock } from '../../../lambdas/domain/ports.ts';

export const memoryBlocks = (): Blocks => {
  const blocks = new Map<string, Map<string, StoredBlock>>();
  const ofUser = (userId: string) => blocks.get(userId) ?? new Map<string, StoredBlock>();
  return {
    put: async (userId, block) => {
      const theirs = ofUser(userId);
      if (!theirs.has(block.userId)) blocks.set(userId, new Map([...theirs, [block.userId, block]]));
    },
    lift: async (userId, blockedId) => {
      const theirs = new Map(ofUser(userId));
      theirs.delete(blockedId);
      blocks.set(userId, theirs);
    },
    ofUser: async (userId) => [...ofUser(userId).values()],
    against: async (userId, userIds) => new Set(userIds.filter((each) => ofUser(each).has(userId))),
  };
};
