import { beforeNavigate } from '$app/navigation';

/**
 * Camera and microphone are allowed to a document, not to a page within it (quality 30): into a room and out of it one
 * goes by a whole load. Called by the layouts on both sides of that door.
 */
export function loadWholeAtRoomDoors(side: 'inside' | 'outside'): void {
  beforeNavigate(({ to, cancel, willUnload }) => {
    const intoRoom = to?.route.id?.startsWith('/(room)/') ?? false;
    if (willUnload || !to || intoRoom === (side === 'inside')) return;
    cancel();
    window.location.assign(to.url);
  });
}
