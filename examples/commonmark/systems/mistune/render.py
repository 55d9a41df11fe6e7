import mistune


def render(markdown: str) -> str:
    return str(mistune.create_markdown(escape=False)(markdown))
