"""What the texts of any source may hold, whatever tool kept them. No I/O."""

from kbsite.importers.model import Conversion
from kbsite.importers.texts import said_twice, yuque, zhihu, zhihu_html, zhihu_links
from kbsite.importers.texts.chat_math import bracket_formulas

#: For every importer, in this order: a formula of Zhihu looks like an embed.
GENERAL: tuple[Conversion, ...] = (
    yuque.folds,
    zhihu_html.unwrapped,
    zhihu_html.code,
    zhihu.figures,
    zhihu_links.cards,
    zhihu_html.references,
    zhihu_html.texts,
    zhihu_links.references,
    zhihu.formulas,
    said_twice.without_copies,
    zhihu.links,
    zhihu.placeholders,
    bracket_formulas(),
)
