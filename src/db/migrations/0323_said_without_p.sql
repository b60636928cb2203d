-- "Sicólogo" and "siquiatra" are good Spanish, and what most people in Mexico type.
update specialties set synonyms = synonyms || array['sicología', 'sicólogo', 'sicóloga', 'sicoterapia', 'sicoterapeuta'] where code = 'psicologia';
update specialties set synonyms = synonyms || array['siquiatría', 'siquiatra'] where code = 'psiquiatria';
