import type { Prepayment } from '#domain/appointment.ts';
import type { Admission } from '#features/operator/specialists/admission.server.ts';

/** A demo specialist; phone numbers and addresses are of ranges kept for fiction (example domains, 555). */
export interface DemoSpecialist {
  as: string;
  admission: Admission;
}

interface Sketch {
  as: string;
  title: string;
  name: string;
  headline: string;
  biography: string;
  licence: string;
  languages: string[];
  city: string;
  address: string;
  specialty: string;
  zone?: string;
  mexico?: true;
  video?: { minutes: number; price: number; message: string };
  inPerson: { minutes: number; price: number };
  prepayment?: Prepayment;
  chargeAfter?: true;
  lateFee?: number;
  instructions?: string;
  mornings: number[];
  afternoons: number[];
}

const weekdays = [1, 2, 3, 4, 5];

function specialist(sketch: Sketch, position: number): DemoSpecialist {
  const country = sketch.mexico ? 'MX' : 'ES';
  const number = String(14 + position).padStart(3, '0');
  const modalities = sketch.video ? (['video', 'in_person'] as const) : (['in_person'] as const);
  const spans = [
    ...sketch.mornings.map((weekday) => ({ weekday, startsMinute: 9 * 60, endsMinute: 14 * 60 })),
    ...sketch.afternoons.map((weekday) => ({ weekday, startsMinute: 16 * 60, endsMinute: 20 * 60 + 30 })),
  ];
  return {
    as: sketch.as,
    admission: {
      slug: `${sketch.as}-${sketch.specialty}-${sketch.city}`.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      title: sketch.title,
      fullName: sketch.name,
      headline: sketch.headline,
      biography: sketch.biography,
      licence: { kind: sketch.mexico ? 'cedula' : 'colegiado', number: sketch.licence },
      languages: sketch.languages,
      portrait: sketch.as,
      country,
      city: sketch.city,
      zone: sketch.zone ?? 'Europe/Madrid',
      phone: sketch.mexico ? `+525555550${number}` : `+34910555${number}`,
      currency: sketch.mexico ? 'MXN' : 'EUR',
      contacts: [
        { channel: 'email', address: `${sketch.as}@patio.example` },
        { channel: 'sms', address: sketch.mexico ? `+525555551${number}` : `+34600555${number}` },
      ],
      specialties: [sketch.specialty],
      place: { name: 'Consulta', shortName: sketch.address.slice(0, 24), address: sketch.address },
      services: [
        ...(sketch.video
          ? [{ modality: 'video' as const, name: 'Videoconsulta', durationMinutes: sketch.video.minutes, priceCents: sketch.video.price * 100 }]
          : []),
        { modality: 'in_person' as const, name: 'Consulta presencial', durationMinutes: sketch.inPerson.minutes, priceCents: sketch.inPerson.price * 100 },
      ],
      hours: modalities.flatMap((modality) => spans.map((span) => ({ modality, ...span }))),
      video: { enabled: sketch.video !== undefined, message: sketch.video?.message ?? '' },
      prepayment: {
        mode: sketch.prepayment ?? 'off',
        chargeWhen: sketch.chargeAfter ? 'after' : 'at_booking',
        lateFeeCents: (sketch.lateFee ?? 0) * 100,
        instructions: sketch.instructions ?? '',
      },
      packageUnits: 100,
      stepMinutes: 20,
    },
  };
}

const mexico = { mexico: true, zone: 'America/Mexico_City' } as const;

export const demoSpecialists: DemoSpecialist[] = (
  [
    {
      as: 'lucia', title: 'Dra.', name: 'Lucía Ibáñez Peñalver', headline: 'Dermatóloga', licence: '28/2847193', languages: ['es', 'en'],
      city: 'Madrid', address: 'C/ Alcalá 112', specialty: 'dermatologia',
      biography: 'Acné, lunares, dermatitis y caída del cabello. Doce años en un hospital de Madrid. Por vídeo suelo resolver revisiones, dudas sobre un tratamiento y lesiones que puedas enseñarme con buena luz.',
      video: { minutes: 30, price: 55, message: 'Busca un sitio con luz natural y ten a mano el nombre de tus cremas y medicinas. Si quieres enseñarme una mancha, hazle antes una foto de cerca.' },
      inPerson: { minutes: 40, price: 70 }, mornings: weekdays, afternoons: [1, 2, 3, 4],
    },
    {
      as: 'andres', title: 'Dr.', name: 'Andrés Quiroga Sanz', headline: 'Dermatólogo y venereólogo', licence: '15/1504872', languages: ['es', 'gl'],
      city: 'A Coruña', address: 'Rúa Real 48', specialty: 'dermatologia',
      biography: 'Piel, uñas y revisiones de lunares. Me gusta explicar las cosas con dibujos y sin prisa.',
      video: { minutes: 20, price: 48, message: 'Ten cerca una lámpara y la lista de lo que te has puesto en la piel este mes.' },
      inPerson: { minutes: 30, price: 60 }, prepayment: 'stripe', mornings: weekdays, afternoons: [2],
    },
    {
      as: 'nuria', title: 'Dra.', name: 'Nuria Ferrer Domènech', headline: 'Dermatóloga pediátrica', licence: '08/0839471', languages: ['es', 'ca'],
      city: 'Barcelona', address: 'C/ Mallorca 233', specialty: 'dermatologia',
      biography: 'Piel de bebés, niñas y niños: dermatitis atópica, manchas de nacimiento y verrugas.',
      video: { minutes: 30, price: 60, message: 'Pon a tu hija o a tu hijo cerca de una ventana y ten a mano un juguete que le guste.' },
      inPerson: { minutes: 30, price: 75 }, prepayment: 'stripe', chargeAfter: true, lateFee: 25, mornings: [2, 4], afternoons: weekdays,
    },
    {
      as: 'marcos', title: 'Dr.', name: 'Marcos Ndongo Vela', headline: 'Psicólogo sanitario', licence: 'M-31784', languages: ['es', 'fr'],
      city: 'Madrid', address: 'C/ Fuencarral 77', specialty: 'psicologia',
      biography: 'Ansiedad, duelo y momentos de cambio. Sesiones tranquilas, con tareas pequeñas entre una y otra.',
      video: { minutes: 50, price: 60, message: 'Busca un sitio donde nadie te interrumpa. Unos auriculares ayudan mucho.' },
      inPerson: { minutes: 50, price: 65 }, mornings: weekdays, afternoons: weekdays,
    },
    {
      as: 'elena', title: 'Dra.', name: 'Elena Vidal Roca', headline: 'Ginecóloga', licence: '46/4612305', languages: ['es', 'ca', 'en'],
      city: 'Valencia', address: 'C/ Colón 18', specialty: 'ginecologia',
      biography: 'Embarazo, anticoncepción y menopausia. Resuelvo por vídeo resultados, dudas y segundas opiniones.',
      video: { minutes: 20, price: 45, message: 'Ten a mano tus últimos análisis y la fecha de tu última regla.' },
      inPerson: { minutes: 30, price: 80 }, prepayment: 'other', instructions: 'Por transferencia o Bizum después de la consulta; te enviamos los datos por correo.', mornings: [1, 3, 5], afternoons: [2, 4],
    },
    {
      as: 'javier', title: 'Dr.', name: 'Javier Olmedo Prieto', headline: 'Cardiólogo', licence: '41/4109958', languages: ['es'],
      city: 'Sevilla', address: 'C/ Sierpes 20', specialty: 'cardiologia',
      biography: 'Tensión, arritmias y revisiones. Solo consulta presencial: necesito auscultarte.',
      inPerson: { minutes: 30, price: 90 }, mornings: weekdays, afternoons: [],
    },
    {
      as: 'ximena', title: 'Dra.', name: 'Ximena Robles Cárdenas', headline: 'Pediatra', licence: '8734521', languages: ['es', 'en'],
      city: 'Ciudad de México', address: 'C. Colima 130, Roma Norte', specialty: 'pediatria', ...mexico,
      biography: 'Control del niño sano, fiebre, alimentación y vacunas. Contesto con calma las dudas de papás primerizos.',
      video: { minutes: 30, price: 700, message: 'Ten a la mano el termómetro, la cartilla de vacunación y el peso más reciente.' },
      inPerson: { minutes: 30, price: 900 }, mornings: weekdays, afternoons: weekdays,
    },
    {
      as: 'rodrigo', title: 'Dr.', name: 'Rodrigo Santillán Mejía', headline: 'Endocrinólogo', licence: '7621984', languages: ['es', 'en'],
      city: 'Guadalajara', address: 'Av. Chapultepec 480, Americana', specialty: 'endocrinologia', ...mexico,
      biography: 'Diabetes, tiroides y peso. Ajustamos el tratamiento por video con tus registros de glucosa.',
      video: { minutes: 30, price: 850, message: 'Ten a la mano tus resultados y tu registro de glucosa de las últimas dos semanas.' },
      inPerson: { minutes: 40, price: 1000 }, prepayment: 'stripe', mornings: weekdays, afternoons: [1, 3],
    },
    {
      as: 'fatima', title: 'Dra.', name: 'Fátima Benali Haddad', headline: 'Médica de familia', licence: '29/2906614', languages: ['es', 'ar', 'fr'],
      city: 'Málaga', address: 'C/ Larios 9', specialty: 'medicina-familiar',
      biography: 'Lo de todos los días: catarros, recetas, análisis y saber cuándo hay que ir a urgencias.',
      video: { minutes: 20, price: 35, message: 'Ten cerca un termómetro y las cajas de lo que tomas.' },
      inPerson: { minutes: 20, price: 45 }, mornings: [1, 2, 3, 4, 5, 6], afternoons: weekdays,
    },
    {
      as: 'ines', title: 'Lic.', name: 'Inés Camacho Luna', headline: 'Nutrióloga clínica', licence: '9482217', languages: ['es'],
      city: 'Monterrey', address: 'Av. Vasconcelos 210, San Pedro', specialty: 'nutricion', mexico: true, zone: 'America/Monterrey',
      biography: 'Planes de alimentación que caben en tu semana. Diabetes gestacional, colesterol y deporte.',
      video: { minutes: 40, price: 600, message: 'Anota lo que comiste ayer y pésate en la mañana si tienes báscula.' },
      inPerson: { minutes: 40, price: 750 }, prepayment: 'other', instructions: 'Transferencia o efectivo en la consulta.', mornings: weekdays, afternoons: [2, 4],
    },
    {
      as: 'tomas', title: 'Dr.', name: 'Tomás Arteaga Cabrera', headline: 'Traumatólogo', licence: '35/3507741', languages: ['es', 'de'],
      city: 'Las Palmas de Gran Canaria', address: 'C/ Triana 61', specialty: 'traumatologia', zone: 'Atlantic/Canary',
      biography: 'Rodilla, hombro y espalda. Por vídeo reviso resonancias y vemos si hace falta operar.',
      video: { minutes: 20, price: 50, message: 'Ponte ropa que deje ver la articulación y deja sitio para dar unos pasos.' },
      inPerson: { minutes: 30, price: 70 }, mornings: weekdays, afternoons: [1, 3],
    },
    {
      as: 'carmen', title: 'Dra.', name: 'Carmen Solís Aguirre', headline: 'Psiquiatra', licence: '50/5003318', languages: ['es', 'en'],
      city: 'Zaragoza', address: 'P.º Independencia 24', specialty: 'psiquiatria',
      biography: 'Insomnio, depresión y seguimiento de medicación. Trabajo junto a tu psicóloga o psicólogo si quieres.',
      video: { minutes: 30, price: 70, message: 'Ten a mano los nombres y las dosis de lo que tomas.' },
      inPerson: { minutes: 40, price: 85 }, prepayment: 'stripe', chargeAfter: true, lateFee: 35, mornings: [1, 2, 3], afternoons: [4],
    },
  ] satisfies Sketch[]
).map(specialist);

/** An assistant who serves two practices (B6), and two operators: some decisions need both. */
export const demoAssistant = { as: 'sofia', name: 'Sofía Marín', email: 'sofia@patio.example', serves: ['lucia', 'marcos'] };
export const demoOperators = [
  { as: 'operador', name: 'Andrés Vidal', email: 'operacion@patio.example' },
  { as: 'operadora', name: 'Marta Quintero', email: 'operacion2@patio.example' },
];
