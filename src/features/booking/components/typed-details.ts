/** What stands in the form of the first step, as typed; nothing of it is ever lost. */
export interface TypedDetails {
  servicio: string;
  inicio: string;
  zona: string;
  clave: string;
  para: 'me' | 'other';
  nombre: string;
  movil: string;
  correo: string;
  motivo: string;
  acepto: 'si' | '';
}
