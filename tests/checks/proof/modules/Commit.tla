---- MODULE Commit ----
\* Agreement on one outcome in two phases: everybody must be ready before anybody is told to go.
CONSTANT Member
VARIABLES state, chief, ready, told
vars == <<state, chief, ready, told>>

Init ==
  /\ state = [m \in Member |-> "busy"]
  /\ chief = "asking"
  /\ ready = {}
  /\ told = {}
Hear(m) ==
  /\ chief = "asking"
  /\ [what |-> "ready", from |-> m] \in told
  /\ ready' = ready \cup {m}
  /\ UNCHANGED <<state, chief, told>>
Go ==
  /\ chief = "asking"
  /\ ready = Member
  /\ chief' = "over"
  /\ told' = told \cup {[what |-> "go"]}
  /\ UNCHANGED <<state, ready>>
Stop ==
  /\ chief = "asking"
  /\ chief' = "over"
  /\ told' = told \cup {[what |-> "stop"]}
  /\ UNCHANGED <<state, ready>>
Prepare(m) ==
  /\ state[m] = "busy"
  /\ state' = [state EXCEPT ![m] = "ready"]
  /\ told' = told \cup {[what |-> "ready", from |-> m]}
  /\ UNCHANGED <<chief, ready>>
GiveUp(m) ==
  /\ state[m] = "busy"
  /\ state' = [state EXCEPT ![m] = "undone"]
  /\ UNCHANGED <<chief, ready, told>>
Finish(m) ==
  /\ [what |-> "go"] \in told
  /\ state' = [state EXCEPT ![m] = "done"]
  /\ UNCHANGED <<chief, ready, told>>
Undo(m) ==
  /\ [what |-> "stop"] \in told
  /\ state' = [state EXCEPT ![m] = "undone"]
  /\ UNCHANGED <<chief, ready, told>>
Next ==
  \/ Go
  \/ Stop
  \/ \E m \in Member : Hear(m) \/ Prepare(m) \/ GiveUp(m) \/ Finish(m) \/ Undo(m)
Spec == Init /\ [][Next]_vars

Agreed == \A a, b \in Member : ~(state[a] = "undone" /\ state[b] = "done")
====
