-- Two time offs that aim at one hour meet at the appointments' own constraint, where the loser is told and asked again.
drop index no_two_moves_to_one_hour;
