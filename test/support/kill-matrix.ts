// One deed, killed at every step it takes: just before each call that it makes of the world, and just after it took effect.
import type { Ports } from '../../lambdas/domain/deps.ts';
import type { World } from './memory/index.ts';
import { mortal, recorded } from './memory/observed.ts';

/** More than any deed takes. */
const STEPS = 500;

interface Trial<Scene> {
  /** A fresh world, the same each time. */
  open(): Promise<Scene>;
  act(deps: Ports, scene: Scene): Promise<unknown>;
  /** Judges what can be made of the scene after the death. */
  judge(scene: Scene): Promise<void>;
}

/**
 * Where the deed was killed, step by step, each time in a fresh scene, until it lived to its end; and the calls of one that is left alone.
 * Rejects with the place of death if `judge` does.
 */
export const killEverywhere = async <Scene extends { world: World }>({
  open,
  act,
  judge,
}: Trial<Scene>): Promise<{ deaths: string[]; calls: string[] }> => {
  const alive = await open();
  const { deps: watched, calls } = recorded(alive.world);
  await act(watched, alive);
  const deaths: string[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const scene = await open();
    const { deps, death } = mortal(scene.world, step);
    await act(deps, scene).catch(() => undefined);
    const where = death();
    if (where === undefined) return { deaths, calls };
    deaths.push(where);
    await judge(scene).catch((cause: unknown) => {
      throw new Error(`Killed ${where} (step ${step}): ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
  }
  throw new Error(`It does not end within ${STEPS} steps.`);
};
