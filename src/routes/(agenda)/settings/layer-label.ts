import { m } from '#texts/compiled/messages.js';

/** What a layer of hours is called: 'Videoconsulta', 'Presencial · Consulta Alcalá', 'Presencial, en cualquier lugar'. */
export function layerLabel(layer: { modality: 'in_person' | 'video'; placeName: string | null }): string {
  if (layer.modality === 'video') return m.agenda_video();
  return layer.placeName ? `${m.agenda_in_person()} · ${layer.placeName}` : m.hours_any_place();
}
