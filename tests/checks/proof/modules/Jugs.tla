---- MODULE Jugs ----
EXTENDS Naturals
CONSTANT Goal
VARIABLES small, big
vars == <<small, big>>

Least(a, b) == IF a < b THEN a ELSE b

Init == small = 0 /\ big = 0
FillSmall == small' = 3 /\ big' = big
FillBig == big' = 5 /\ small' = small
EmptySmall == small' = 0 /\ big' = big
EmptyBig == big' = 0 /\ small' = small
IntoBig ==
  LET moved == Least(small, 5 - big)
  IN  small' = small - moved /\ big' = big + moved
IntoSmall ==
  LET moved == Least(big, 3 - small)
  IN  small' = small + moved /\ big' = big - moved
Next == FillSmall \/ FillBig \/ EmptySmall \/ EmptyBig \/ IntoBig \/ IntoSmall
Spec == Init /\ [][Next]_vars

Fits == small \in 0..3 /\ big \in 0..5
Unreached == big # Goal
====
