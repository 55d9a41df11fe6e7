"""Codes of findings: proof checks."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

PROOF_OPTION = Code(
    "ADJ380",
    "proof-option",
    Severity.ERROR,
    "An option in the braces of a formal module is unknown or has a value that it can't have.",
    "What was meant would be ignored, and something else would be checked.",
    "```tla {invariants: [TypeOK], specificaton: Spec}\n---- MODULE Lock ----\n====\n```",
    "Use the options that the page on proof checks lists.",
)
PROOF_FILE = Code(
    "ADJ381",
    "proof-file",
    Severity.ERROR,
    "A module or configuration that a check names is missing, or stands outside the folder of its document.",
    "The check can't run, or would depend on something that is not part of the specification.",
    "```tla {file: ../elsewhere/Lock.tla, invariant: Mutex}\n```",
    "Put the file into the folder of the document, or below it, without symbolic links.",
)
PROOF_CHECKS_NOTHING = Code(
    "ADJ382",
    "proof-checks-nothing",
    Severity.ERROR,
    "A TLA+ module is given without an invariant or a property to check.",
    "A check that claims nothing can't fail, so its passing would say nothing.",
    "```tla {specification: Spec}\n---- MODULE Lock ----\n====\n```",
    "Name what must hold: {invariant: TypeOK} or {property: Progress}.",
)
PROOF_WITHOUT_CONTROL = Code(
    "ADJ383",
    "proof-without-control",
    Severity.ERROR,
    "A proof has no wrong version of its module that must be refuted.",
    "A checker that was misconfigured, or a theorem that says nothing, accepts everything; only a "
    "wrong version that it refuses shows that it can.",
    "```dafny\nmethod Double(x: int) returns (y: int) ensures y == 2 * x { y := x + x; }\n```",
    'Add {wrong: {replace: "x + x", by: "x + 1"}}, or {wrong: {file: Wrong.dfy}}.',
)
CONTROL_TEXT = Code(
    "ADJ384",
    "control-text",
    Severity.ERROR,
    "The text that makes a module wrong does not occur exactly once in it, or is replaced by itself.",
    "Nobody could say what was broken, so the control would show nothing.",
    '```tla {invariant: Small, wrong: {replace: "x + 9", by: "x + 2"}}\n'
    "---- MODULE Count ----\n====\n```",
    "Quote a piece of the module that occurs once, as it is written there.",
)
PROOF_WITHOUT_PATTERN = Code(
    "ADJ385",
    "proof-without-pattern",
    Severity.ERROR,
    "It is not said which command checks the module, or how its output tells success and refutation.",
    "An exit code alone does not tell a proof from a tool that did nothing.",
    "```alloy {wrong: {file: Wrong.als}}\nsig Account {}\n```",
    "Give command, success and failure in the braces, or in `[tools.NAME]` of adjudge.toml.",
)
MODULE_UNREADABLE = Code(
    "ADJ386",
    "module-unreadable",
    Severity.ERROR,
    "A block holds no module where one is needed, or one beside a `file` that holds it already.",
    "Nothing could be checked, or it would not be clear what was.",
    "```tla {invariant: TypeOK}\nTypeOK == x \\in Nat\n```",
    "Write the whole module, from `---- MODULE Name ----` to `====`, or name its file.",
)
CLAIM_UNDEFINED = Code(
    "ADJ387",
    "claim-undefined",
    Severity.ERROR,
    "An invariant, a property or the behaviour to check is defined nowhere in the module.",
    "The checker can't check it.",
    "```tla {invariant: TypeOk}\n---- MODULE Lock ----\nTypeOK == TRUE\n====\n```",
    "Correct the name, or add the definition.",
)

ALL: tuple[Code, ...] = (
    PROOF_OPTION,
    PROOF_FILE,
    PROOF_CHECKS_NOTHING,
    PROOF_WITHOUT_CONTROL,
    CONTROL_TEXT,
    PROOF_WITHOUT_PATTERN,
    MODULE_UNREADABLE,
    CLAIM_UNDEFINED,
)
