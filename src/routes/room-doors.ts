import { beforeNavigate } from '$app/navigation';

/** Pages that come alive without SvelteKit's client (docs/decisions/0054): only a whole load runs their scripts. */
const ownScript = ['/(room)/sala', '/(patient)/e/[token]'];

/**
 * Camera and microphone are allowed to a document, not to a page within it (quality 30): into a room and out of it one
 * goes by a whole load. Called by the layouts on both sides of that door.
 */
export function loadWholeAtRoomDoors(side: 'inside' | 'outside'): void {
  beforeNavigate(({ to, cancel, willUnload }) => {
    const route = to?.route.id ?? '';
    if (willUnload || !to || (route.startsWith('/(room)/') === (side === 'inside') && !ownScript.includes(route))) return;
    cancel();
    window.location.assign(to.url);
  });
}
