import commonmark


def render(markdown: str) -> str:
    return commonmark.commonmark(markdown)
