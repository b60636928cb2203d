/** Patients of the demo clinic; numbers end in 555 and addresses are example domains. */
export interface DemoPatient {
  as: string;
  name: string;
  mobile: string;
  email: string;
  country: 'ES' | 'MX';
}

const patient = (as: string, name: string, mobile: string, country: 'ES' | 'MX' = 'ES'): DemoPatient => ({
  as,
  name,
  mobile,
  email: `${as}@correo.example`,
  country,
});

export const demoPatients: DemoPatient[] = [
  patient('carmen-ruiz', 'Carmen Ruiz Lozano', '+34612345678'),
  patient('marta', 'Marta Gil Prado', '+34611555001'),
  patient('jorge', 'Jorge Medina Soto', '+34611555002'),
  patient('sofia-prado', 'Sofía Prado Nieto', '+34611555003'),
  patient('mateo', 'Mateo Gil Arce', '+34611555004'),
  patient('rosa', 'Rosa Catalán Vera', '+34611555005'),
  patient('emilio', 'Emilio Vera Salas', '+34611555006'),
  patient('pilar', 'Pilar Nieto Rey', '+34611555007'),
  patient('tomas-rey', 'Tomás Rey Marín', '+34611555008'),
  patient('julia', 'Julia Arce León', '+34611555009'),
  patient('noa', 'Noa Salas Tovar', '+34611555010'),
  patient('lola', 'Lola Marín Cano', '+34611555011'),
  patient('elvira', 'Elvira Soto Luna', '+34611555012'),
  patient('berta', 'Berta Luna Roca', '+34611555013'),
  patient('ivan', 'Iván Roca Gil', '+34611555014'),
  patient('alma', 'Alma Jiménez Torres', '+525555552001', 'MX'),
  patient('diego', 'Diego Fuentes Ríos', '+525555552002', 'MX'),
  patient('renata', 'Renata Paredes Ochoa', '+525555552003', 'MX'),
];

/** What patients wrote after their appointments, with their stars. */
export const demoReviews: { stars: number; body: string }[] = [
  { stars: 5, body: 'Me explicó el tratamiento con calma y pude preguntar todo. No tuve que pedir la mañana libre.' },
  { stars: 5, body: 'Puntual y muy clara. La consulta de control la hicimos sin problemas.' },
  { stars: 4, body: 'Muy buena atención. Empezamos diez minutos tarde, pero me avisaron.' },
  { stars: 5, body: 'Me dio confianza desde el primer momento. Repetiré.' },
  { stars: 4, body: 'Resolvió mis dudas y me mandó los pasos por escrito.' },
  { stars: 5, body: 'Escucha de verdad. Salí con un plan sencillo y sin miedo.' },
  { stars: 3, body: 'Bien, aunque me habría gustado un poco más de tiempo.' },
  { stars: 5, body: 'Trato cercano y explicaciones que se entienden.' },
];
