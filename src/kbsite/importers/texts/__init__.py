"""What the texts of any source may hold, whatever tool kept them. No I/O."""

from kbsite.importers.model import Conversion
from kbsite.importers.texts import zhihu, zhihu_html
from kbsite.importers.texts.chat_math import bracket_formulas

#: For every importer, in this order: a formula of Zhihu looks like an embed.
GENERAL: tuple[Conversion, ...] = (
    zhihu_html.unwrapped,
    zhihu_html.code,
    zhihu.figures,
    zhihu_html.references,
    zhihu.formulas,
    zhihu.links,
    zhihu.placeholders,
    bracket_formulas(),
)
