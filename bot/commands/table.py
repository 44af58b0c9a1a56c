"""The one list of commands. Help, menus, completion and the documents are made from it; their words are in the texts.

A command's words stand under `usage.<name>` (how it is typed) and `help.<name>` (what it does) in every catalogue.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.commands import asking, governing, operating
from bot.commands.entry import Audience, Command, Entry, Glue, Place, Section
from bot.commands.group import Pause, Resume
from bot.commands.member import MyData, PaySupport, Privacy, Settings, ShowQuota, Unlink
from bot.commands.operator import Panel
from bot.commands.picture import ShowStyles, Status
from bot.commands.values import Names


def _always(command: Command) -> Callable[[str, Names], Command]:
    """For commands without arguments: whatever else was typed does not matter."""
    return lambda _text, _names: command


_draw = partial(Entry, section=Section.DRAW)
_picture = partial(Entry, section=Section.PICTURES)
_mine = partial(Entry, section=Section.ACCOUNT)
_group = partial(Entry, section=Section.GROUP, audience=Audience.ADMIN, place=Place.GROUP)
_owner = partial(Entry, section=Section.OWNER, audience=Audience.OWNER)

COMMANDS: tuple[Entry, ...] = (
    _draw("imagine", "draw img 画 生成 生图", asking.imagine, glue=Glue.COUNTED, spoken=True, main=True),
    _draw("edit", "改图 修图", asking.edit, glue=Glue.ANYTHING, spoken=True, main=True),
    _draw("polish", "润色", asking.polish, glue=Glue.COUNTED, spoken=True),
    _draw("batch", "批量", asking.batch),
    _draw("styles", "风格列表", _always(ShowStyles()), glue=Glue.ALONE, main=True),
    _draw("style", "风格", asking.style),
    _picture("again", "再来 再来一张 再来一次 再画一张", asking.again, glue=Glue.DIGITS, spoken=True, main=True),
    _picture("vary", "variation 变体 变化", asking.vary, glue=Glue.DIGITS),
    _picture("history", "历史 历史记录", asking.history, glue=Glue.DIGITS, main=True),
    _picture("get", "取图", asking.get, glue=Glue.DIGITS, spoken=True, main=True),
    _picture("status", "queue 进度 排队", _always(Status()), glue=Glue.ALONE, main=True),
    _picture("cancel", "stop 取消", asking.cancel, glue=Glue.DIGITS, main=True),
    _mine("quota", "balance usage 额度 余额 配额", _always(ShowQuota()), glue=Glue.ALONE, spoken=True, main=True),
    _mine("lang", "language 语言", asking.language, main=True),
    _mine("tz", "timezone 时区", asking.timezone),
    _mine("settings", "设置", _always(Settings()), glue=Glue.ALONE),
    _mine("link", "绑定", asking.link, main=True),
    _mine("unlink", "解绑", _always(Unlink()), glue=Glue.ALONE),
    _mine("mydata", "export 我的数据 导出", _always(MyData()), glue=Glue.ALONE, place=Place.PRIVATE),
    _mine("forgetme", "忘记我", asking.forget_me, place=Place.PRIVATE),
    _mine("privacy", "隐私", _always(Privacy()), glue=Glue.ALONE),
    _mine("buy", "充值 购买", asking.buy, glue=Glue.ALONE, place=Place.PRIVATE, sells=True),
    _mine("paysupport", "支付帮助", _always(PaySupport()), glue=Glue.ALONE, sells=True),
    _mine("appeal", "申诉", asking.appeal),
    _mine("help", "帮助", asking.show_help, glue=Glue.COMMAND, main=True),
    _mine("start", "开始", asking.start, glue=Glue.ALONE),
    _group("limit", "limits 限额", governing.limit, spoken=True, main=True),
    _group("block", "拉黑", governing.block, spoken=True, main=True),
    _group("unblock", "解除拉黑 取消拉黑", governing.unblock, spoken=True),
    _group("mode", "模式", governing.mode, spoken=True, main=True),
    _group("quiet", "静默", governing.quiet, spoken=True),
    _group("models", "模型", governing.models),
    _group("safe", "安全", governing.safe),
    _group("offers", "近似提示", governing.offers),
    _group("pause", "暂停", _always(Pause()), glue=Glue.ALONE, spoken=True, main=True),
    _group("resume", "恢复", _always(Resume()), glue=Glue.ALONE, spoken=True),
    _group("report", "报告", governing.report, glue=Glue.DIGITS, spoken=True, main=True),
    _group("audit", "审计 操作记录", governing.audit),
    _group("claim", "认领", governing.claim),
    _owner("admin", "panel 管理", _always(Panel()), glue=Glue.ALONE, main=True),
    _owner("person", "whois 查人", operating.person),
    _owner("grant", "赠送", operating.grant, main=True),
    _owner("refund", "退款", operating.refund),
    _owner("ban", "封禁", operating.ban, main=True),
    _owner("unban", "解封", operating.unban),
    _owner("appeals", "申诉列表", operating.appeals),
    _owner("cost", "成本", operating.cost, main=True),
    _owner("advise", "建议", operating.advise),
    _owner("providers", "服务商", operating.providers),
    _owner("drain", "摘除", operating.drain),
    _owner("broadcast", "广播", operating.broadcast),
)

BY_NAME = {name: entry for entry in COMMANDS for name in entry.names}
"""Every name without slash, to its command."""

CHINESE = tuple(sorted((name for name in BY_NAME if not name.isascii()), key=len, reverse=True))
"""The Chinese names, longest first."""
