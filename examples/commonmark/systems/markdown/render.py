import markdown as python_markdown


def render(markdown: str) -> str:
    return python_markdown.markdown(markdown)
