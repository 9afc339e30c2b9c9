"""What MkDocs calls while it builds the site: pages made from the code, help texts, formulas as MathML."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from coeplan_docs.catalogue import catalogue_page
from coeplan_docs.equations import equations_page
from coeplan_docs.fields import FIELD_PAGES
from coeplan_docs.formulas import with_formulas
from coeplan_docs.names import names_page, with_help
from coeplan_docs.notebook import notebook_files

GENERATED = {
    "model/equations.md": equations_page,
    **FIELD_PAGES,
    "reference/catalogue.md": catalogue_page,
    "reference/python.md": names_page,
}
"""Pages made from the code, by their place in the site."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages made from the code."""
    for address, make in GENERATED.items():
        files.append(File.generated(config, address, content=make()))
    for address, content in notebook_files().items():
        files.append(File.generated(config, address, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fill in the command's help."""
    return with_help(markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn formulas into MathML."""
    return with_formulas(html)
