import { operatorDoor } from './operator.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = (event) => {
  operatorDoor(event);
};
