from markdown_it import MarkdownIt


def render(markdown: str) -> str:
    return MarkdownIt("commonmark").render(markdown)
