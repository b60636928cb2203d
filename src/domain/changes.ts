import type { Modality } from './appointment.ts';
