---- MODULE Turns ----
EXTENDS Naturals
\* Two processes take turns as Peterson (1981) lets them.
VARIABLES place, wants, turn
vars == <<place, wants, turn>>
Process == {0, 1}
Other(p) == 1 - p

Init ==
  /\ place = [p \in Process |-> "outside"]
  /\ wants = [p \in Process |-> FALSE]
  /\ turn = 0
Ask(p) ==
  /\ place[p] = "outside"
  /\ wants' = [wants EXCEPT ![p] = TRUE]
  /\ place' = [place EXCEPT ![p] = "yielding"]
  /\ UNCHANGED turn
Yield(p) ==
  /\ place[p] = "yielding"
  /\ turn' = Other(p)
  /\ place' = [place EXCEPT ![p] = "waiting"]
  /\ UNCHANGED wants
Enter(p) ==
  /\ place[p] = "waiting"
  /\ (~wants[Other(p)] \/ turn = p)
  /\ place' = [place EXCEPT ![p] = "inside"]
  /\ UNCHANGED <<wants, turn>>
Leave(p) ==
  /\ place[p] = "inside"
  /\ wants' = [wants EXCEPT ![p] = FALSE]
  /\ place' = [place EXCEPT ![p] = "outside"]
  /\ UNCHANGED turn
Step(p) == Ask(p) \/ Yield(p) \/ Enter(p) \/ Leave(p)
Next == \E p \in Process : Step(p)
Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ WF_vars(Step(0)) /\ WF_vars(Step(1))

Exclusive == ~(place[0] = "inside" /\ place[1] = "inside")
Served == (place[0] = "waiting") ~> (place[0] = "inside")
====
