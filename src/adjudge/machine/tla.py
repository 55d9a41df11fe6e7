"""Export of a machine to TLA+ (Lamport, "Specifying Systems"): a module and its configuration.

The module is written for people and for what both TLC and tla-checker read: `vars` has a name,
each conjunct a line of its own in one column. A requirement on a step becomes an invariant (in
every state, whichever step the event could make is as demanded), because an action property of
TLA+ says nothing of steps that change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.machine.model import INTEGER, Always, AlwaysAfter, LeadsTo
from adjudge.machine.terms import FALSE, TRUE
from adjudge.machine.tla_initial import initial
from adjudge.machine.tla_names import Names
from adjudge.machine.tla_terms import HELPERS, Printer, conjuncts, domain, values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.machine.model import Effect, Event, Machine, Transition

_AND = " /\\ "


@dataclass(frozen=True, slots=True)
class Module:
    """A machine as TLA+.

    `text` belongs into a file `<name>.tla`, `configuration` beside it into `<name>.cfg`.
    `invariants` gives for each invariant the property that it stands for; `ranges` is the one that
    says that variables keep to their types, empty where no type is a range. `left_out` are the
    properties that the module does not hold.
    """

    name: str
    text: str
    configuration: str
    invariants: Mapping[str, Always | AlwaysAfter] = field(default_factory=dict)
    ranges: str = ""
    left_out: tuple[LeadsTo, ...] = ()


def export(machine: Machine) -> Module:
    """Write a machine as a module of TLA+.

    A checker finds as many distinct states as an exhaustive exploration within `machine.bound`,
    and a deadlock where no event is possible in a state that is not final.

    Raises:
        AdjudgeError: a parameter is any whole number, so that no checker could enumerate it.
    """
    for event in machine.events:
        for name in event.parameters:
            _require_finite(machine, name)
    return _Writer(machine).module()


def _require_finite(machine: Machine, parameter: str) -> None:
    if machine.parameters[parameter] == INTEGER:
        raise AdjudgeError(
            f"{machine.location}: parameter {parameter} of machine {machine.name} is any whole"
            " number, which no checker of TLA+ can enumerate",
            next_step="give it a type such as `money: 1..3`",
        )


class _Writer:
    """Writes one module, definition by definition."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.names = Names(machine)
        self.printer = Printer(machine, self.names)
        self.name = self.names.claim(machine.name)
        self.ranged = [each for each in machine.variables if self._is_range(each.type)]
        self.ranges = self.names.claim("Ranges") if self.ranged else ""
        self.actions = [self.names.claim(each.event) for each in machine.transitions]
        self.invariants = {
            self.names.claim(_invariant(each)): each
            for each in machine.properties
            if not isinstance(each, LeadsTo)
        }

    def module(self) -> Module:
        variables = ", ".join(self.names.variables.values())
        body = [
            *self._types(),
            "",
            f"VARIABLES {variables}",
            f"vars == <<{variables}>>",
            "",
            *initial(self.machine, self.names),
            "",
            *self._actions(),
            "",
            "Spec == Init /\\ [][Next]_vars",
            "",
            f"Bound == {self.printer.line(self.machine.bound)}",
            *self._invariants(),
            *self._ranges(),
        ]
        used = [text for name, text in HELPERS.items() if any(f"{name}(" in line for line in body)]
        helpers = [*used, ""] if used else []
        head = f"---- MODULE {self.name} ----"
        text = "\n".join([head, "EXTENDS Integers", "", *helpers, *body, "=" * len(head), ""])
        left_out = tuple(each for each in self.machine.properties if isinstance(each, LeadsTo))
        configuration = self._configuration()
        return Module(self.name, text, configuration, self.invariants, self.ranges, left_out)

    def _types(self) -> list[str]:
        return [
            f"{self.names.types[name]} == {values(of)}" for name, of in self.machine.types.items()
        ]

    def _configuration(self) -> str:
        lines = ["SPECIFICATION Spec"]
        if self.machine.bound != TRUE:
            lines.append("CONSTRAINT Bound")
        names = [*self.invariants, *([self.ranges] if self.ranges else [])]
        lines += [f"INVARIANT {name}" for name in names]
        return "\n".join([*lines, ""])

    def _is_range(self, type_: str) -> bool:
        return type_ in self.machine.types and not self.machine.types[type_].enumerated

    def _ranges(self) -> list[str]:
        """Define that every variable whose type is a range keeps to it, at each index."""
        lines = []
        for each in self.ranged:
            bound = [self.names.bound(f"i{n}", ()) for n in range(len(each.index))]
            types = (self.names.types[name] for name in each.index)
            every = ", ".join(f"{name} \\in {of}" for name, of in zip(bound, types, strict=True))
            cell = self.names.variables[each.name] + "".join(f"[{name}]" for name in bound)
            inside = f"{cell} \\in {self.names.types[each.type]}"
            lines.append(f"  /\\ \\A {every} : {inside}" if every else f"  /\\ {inside}")
        return ["", f"{self.ranges} ==", *lines] if lines else []

    def _actions(self) -> list[str]:
        """Define one action for each transition, and the next step as any of them."""
        defined, lines = list(self.actions), []
        for name, transition in zip(self.actions, self.machine.transitions, strict=True):
            lines += [
                f"\\* {_line(transition.label)}",
                f"{name} ==",
                *self._action(transition),
                "",
            ]
        if self.machine.final != FALSE:
            defined.append("Finished")
            final = self.printer.line(self.machine.final)
            lines += ["Finished ==", f"  /\\ {final}", "  /\\ UNCHANGED vars", ""]
        steps = [f"  \\/ {name}" for name in defined] or ["  FALSE /\\ UNCHANGED vars"]
        return [*lines, "Next ==", *steps]

    def _action(self, transition: Transition) -> list[str]:
        event = self.machine.event(transition.event)
        printer, quantifier = self._scoped(event, "\\E")
        conditions = [*conjuncts(transition.where), *conjuncts(transition.guard)]
        lines = [f"/\\ {printer.line(part)}" for part in conditions if part != TRUE]
        changed = self._after(transition.effects, printer)
        names = self.names.variables
        lines += [f"/\\ {names[name]}' = {text}" for name, text in changed.items()]
        kept = [text for name, text in names.items() if name not in changed]
        if kept:
            lines.append(f"/\\ UNCHANGED <<{', '.join(kept)}>>")
        return [*quantifier, *(f"    {line}" for line in lines)]

    def _scoped(self, event: Event, quantifier: str) -> tuple[Printer, list[str]]:
        """Return a printer that knows an event's parameters, and the line that binds them."""
        scope = {name: self.names.parameters[name] for name in event.parameters}
        bindings = [
            f"{text} \\in {domain(self.names, self.machine.parameters[name])}"
            for name, text in scope.items()
        ]
        line = [f"  {quantifier} {', '.join(bindings)} :"] if bindings else []
        return self.printer.within(scope), line

    def _after(self, effects: Sequence[Effect], printer: Printer) -> dict[str, str]:
        """Print the content after the step of every variable that the effects change."""
        changed: dict[str, list[str]] = {}
        for effect in effects:
            index = "".join(f"[{printer.term(part)}]" for part in effect.index)
            value = printer.content(effect.value)
            changed.setdefault(effect.variable, []).append(
                f"!{index} = {value}" if index else value
            )
        names, scalars = self.names.variables, {each.variable for each in effects if not each.index}
        return {
            name: parts[-1] if name in scalars else f"[{names[name]} EXCEPT {', '.join(parts)}]"
            for name, parts in changed.items()
        }

    def _invariants(self) -> list[str]:
        """Define an invariant for each property that one can express; name the others."""
        lines = []
        for name, each in self.invariants.items():
            lines += ["", f"{name} =="]
            match each:
                case Always():
                    lines.append(f"  {self.printer.line(each.condition)}")
                case AlwaysAfter():
                    lines += self._demand(each)
        for left in self.machine.properties:
            if isinstance(left, LeadsTo):
                lines += ["", f"\\* {left.requirement} is not checked here: {_line(left.text)}"]
        return lines

    def _demand(self, demand: AlwaysAfter) -> list[str]:
        """Print that every step which the event could make here is as demanded."""
        printer, quantifier = self._scoped(self.machine.event(demand.event), "\\A")
        lines = []
        for transition in self.machine.transitions:
            if transition.event == demand.event:
                when = [*map(printer.term, (transition.where, transition.guard))]
                after = Printer(
                    self.machine,
                    self.names,
                    printer.scope,
                    self._after(transition.effects, printer),
                )
                lines.append(f"    /\\ ({_AND.join(when)}) => {after.term(demand.condition)}")
        if self.machine.bound != TRUE:
            quantifier = [f"  Bound =>{quantifier[0][1:] if quantifier else ''}"]
        return [*quantifier, *(lines or ["    TRUE"])]


def _invariant(demanded: Always | AlwaysAfter) -> str:
    if isinstance(demanded, AlwaysAfter):
        return f"{demanded.requirement}_{demanded.event}"
    return demanded.requirement


def _line(text: str) -> str:
    return " ".join(text.split())
