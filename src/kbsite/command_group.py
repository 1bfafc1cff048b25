"""Commands that say where an option of theirs belongs. No I/O."""

from __future__ import annotations

from itertools import pairwise

import click


class CommandGroup(click.Group):
    """Of an option that stands before its command Click says that there is no such option."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(context, args)
        except click.NoSuchOption as fault:
            if hint := self._place(fault.option_name, given):
                said = fault.message.rstrip(".")
                raise click.UsageError(f"{said}. {hint}", context) from None
            raise

    def _place(self, option: str, given: list[str]) -> str:
        """Where an option of the command that is given belongs, "" where it has none such."""
        for before, name in pairwise(("", *given)):
            command = self.commands.get(name)
            for known in command.params if command else ():
                # A word behind an option may be its value, and be called as a command is.
                is_value = before == option and not getattr(known, "is_flag", False)
                if option in (*known.opts, *known.secondary_opts) and not is_value:
                    return f"It stands behind the command: kbsite {name} {option}"
        return ""
