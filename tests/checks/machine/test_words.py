from __future__ import annotations

from adjudge.checks.machine.words import left_open
from adjudge.spec.model import Document
from adjudge.spec.project import parse

TEXT = """# Token

## TOK-1: Old tokens are refused

The token MUST expire within 15 minutes.

```mermaid
stateDiagram-v2
    [*] --> In
    In : In
    In : use() [age < 15]
    In : tick(d) / age = min(age + d, 31)
```

```yaml machine Token
types:      {minutes: [1, 14]}
parameters: {d: minutes}
variables:  {age: {type: 0..31, starts: 0}}
always after:
  TOK-1: {use: age < 15}
```
"""


def test_a_limit_that_a_requirement_leaves_open_is_asked_for_once_at_the_guard() -> None:
    document = parse("token.md", TEXT.encode())
    assert isinstance(document, Document)

    (finding,) = left_open(document)

    assert (finding.code, finding.location.line, finding.requirement) == ("ADJ587", 11, "TOK-1")
