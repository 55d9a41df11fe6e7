---- MODULE Climb ----
EXTENDS Naturals
VARIABLE height
vars == <<height>>
Init == height = 0
Up == height < 3 /\ height' = height + 1
Rest == height = 3 /\ UNCHANGED height
Next == Up \/ Rest
Spec == Init /\ [][Next]_vars /\ WF_vars(Up)
Lazy == Init /\ [][Next]_vars

Low == height <= 3
Arrives == <>(height = 3)
====
