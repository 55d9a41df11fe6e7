import mistletoe


def render(markdown: str) -> str:
    return mistletoe.markdown(markdown)
