import { listDevices, signOutDevice, signOutOthers } from '../domain/devices.ts';
import { devicesPorts } from '../runtime/deps.ts';
import { done, type HttpRoutes, httpPipeline, ok } from '../runtime/pipelines.ts';

/** [H52] */
export const devices = (deps: Parameters<typeof signOutDevice>[0]): HttpRoutes => ({
  'GET /v1/me/devices': async (call) => ok(await listDevices(deps, call)),
  'DELETE /v1/me/devices': async (call) => {
    await signOutOthers(deps, call);
    return done;
  },
  'DELETE /v1/me/devices/{deviceId}': async ({ userId, path }) => {
    await signOutDevice(deps, userId, path('deviceId'));
    return done;
  },
});

export const handler = httpPipeline('api-devices', (observer) => devices(devicesPorts(observer)));
