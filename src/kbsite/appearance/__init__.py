"""What browsers would refuse, or not find, of a site's own templates and stylesheets. No I/O."""

from kbsite.appearance.checking import check_appearance

__all__ = ["check_appearance"]
