import type { SpecialtyEntry } from '#features/profiles/admission.server.ts';

const entry = (code: string, es: string, en: string, whoEs: string, whoEn: string, ...synonyms: string[]): SpecialtyEntry => ({
  code,
  name: { es, en },
  practitioner: { es: whoEs, en: whoEn },
  synonyms,
});

/** The specialties of the demo clinic, with the words people use for them (P4). */
export const demoSpecialties: SpecialtyEntry[] = [
  entry('dermatologia', 'Dermatología', 'Dermatology', 'Dermatología', 'Dermatologist', 'piel', 'acné', 'lunares', 'manchas', 'eccema', 'skin'),
  entry('psicologia', 'Psicología', 'Psychology', 'Psicología', 'Psychologist', 'terapia', 'ansiedad', 'pareja', 'terapeuta', 'therapy'),
  entry('ginecologia', 'Ginecología', 'Gynaecology', 'Ginecología', 'Gynaecologist', 'embarazo', 'regla', 'anticonceptivos', 'menopausia'),
  entry('pediatria', 'Pediatría', 'Paediatrics', 'Pediatría', 'Paediatrician', 'niños', 'bebé', 'vacunas', 'children'),
  entry('cardiologia', 'Cardiología', 'Cardiology', 'Cardiología', 'Cardiologist', 'corazón', 'tensión', 'arritmia', 'heart'),
  entry('endocrinologia', 'Endocrinología', 'Endocrinology', 'Endocrinología', 'Endocrinologist', 'tiroides', 'diabetes', 'hormonas'),
  entry('nutricion', 'Nutrición', 'Nutrition', 'Nutrición', 'Nutritionist', 'dieta', 'nutriólogo', 'peso', 'nutriologa', 'diet'),
  entry('psiquiatria', 'Psiquiatría', 'Psychiatry', 'Psiquiatría', 'Psychiatrist', 'depresión', 'insomnio', 'ánimo'),
  entry('traumatologia', 'Traumatología', 'Orthopaedics', 'Traumatología', 'Orthopaedic surgeon', 'huesos', 'rodilla', 'espalda', 'hombro'),
  entry('medicina-familiar', 'Medicina familiar', 'Family medicine', 'Medicina familiar', 'Family doctor', 'medicina general', 'médico de cabecera', 'gripe'),
];
