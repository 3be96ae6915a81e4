import type { Route } from '../http/exchange.js';
import type { AccessControl } from './access-control.js';

/** The routes, each with what it asks of its caller in front. */
export function guardRoutes(routes: readonly Route[], access: AccessControl): Route[] {
  return routes.map((route) => ({
    ...route,
    handler: async (call) => {
      if (route.access.kind === 'open') return route.handler(call);
      const caller = access.callerOf(call.headers.authorization);
      if (route.access.kind === 'before') {
        const resource = route.access.resource(call.params, call.query);
        for (const permission of route.access.permissions) await caller.require(permission, resource);
      }
      return route.handler({ ...call, caller });
    },
  }));
}
