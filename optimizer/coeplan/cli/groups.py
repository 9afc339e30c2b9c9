"""How ``coeplan --help`` lists the verbs: below headings, in the order in which they come to be used."""

from typing import Any

from typer.core import TyperGroup


class GroupedVerbs(TyperGroup):
    """Lists each verb below the heading that it was added with, headings in the order of their first verbs."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the verbs, heading by heading."""
        headings = list(dict.fromkeys(self._heading(name) for name in self.commands))
        return sorted(self.commands, key=lambda name: headings.index(self._heading(name)))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list, one line for a verb."""
        names = self.list_commands(ctx)
        longest = max(len(name) for name in names)
        for heading in dict.fromkeys(self._heading(name) for name in names):
            verbs = [name for name in names if self._heading(name) == heading]
            with formatter.section(heading):
                formatter.write_dl(
                    # Padded, so that the texts of all sections begin in the same column.
                    [
                        (name.ljust(longest), self.commands[name].get_short_help_str(formatter.width - 6 - longest))
                        for name in verbs
                    ]
                )

    def _heading(self, name: str) -> str:
        return str(getattr(self.commands[name], "rich_help_panel", None) or "Commands")
