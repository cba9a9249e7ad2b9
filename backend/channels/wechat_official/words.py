"""What the official account says by itself; everything about policy is said by the chat. Pure."""

from __future__ import annotations

from typing import Final

_ASK = "直接打字或发语音问就行，比如“低保要什么材料”。"
HELLO: Final = "你好"
WELCOME: Final = (
    "您好，这里是社会救助服务号。" + _ASK + "\n"
    "想找窗口的人，回复“找人工”；告诉我您在哪，回复“选地方”或发个位置。\n"
    "我们不收钱，也不要银行密码和短信验证码。有危险先打 110、120。"
)
EMPTY: Final = "没有看到字。" + _ASK
UNHEARD: Final = "这段语音没有听清，请慢一点再说一遍，或者打字。" + "急事先打 110、120。"
PICTURE: Final = (
    "照片和视频在这里看不了，也没有保存。您想问什么，打字告诉我；材料带到窗口，或在查进度页面里交。"
)
LINK: Final = "别人发来的链接我不打开。要钱、要验证码的都不是我们，别点。您想问什么，打字告诉我。"
UNKNOWN: Final = "这种消息我还看不懂。" + _ASK + "要跟人说，回复“找人工”。"
TOO_LONG: Final = "太长了，请分成几句来问，一句不超过五百个字。"
PLACE_KNOWN: Final = "记下了：{place}。回答会按您那里的办法说。" + _ASK
PLACE_UNKNOWN: Final = "这个位置认不出是哪个乡镇。"
WHERE_FIRST: Final = "好，帮您找窗口的人。先告诉我您在哪，才知道是哪个窗口。"
NOT_SERVED: Final = "您选的地方还没有窗口，请换一个选，或者打 12345。"
HANDED_OVER: Final = (
    "已经转给{window}。请把您的事直接写在这里，一句一句发也行，窗口的人看得到，会在这里回您。\n"
    "窗口电话 {phone}，{hours}。不想等了，回复“结束”。\n"
    "编号 {number}，办理码 {code}，在“查进度”里也能看回答；办理码别告诉别人。"
)
ASKED_BY_CHOICE: Final = "居民在公众号里请人工，请看后面的话，或在这里回复。"
FOLLOWS: Final = "（接着上次窗口的答复）"
ALREADY_THERE: Final = "您的事已经在窗口了，请等一等，窗口的人会在这里回您。"
NOTED: Final = "已经转给窗口的人，会在这里回您。不想等了，回复“结束”。"
NOTED_AND_FOUND: Final = "已经转给窗口的人。在等的时候，我先查到这些："
CLOSED: Final = "上次的问题窗口已经办完。还要找窗口的人，请再回复一次“找人工”。"
NO_SUCH_CODE: Final = (
    "这个码我不认得。请看看是不是村里公告栏上的码；拿不准就打 12345，别在打开的页面里填信息。"
)

COMMANDS: Final = {
    "退订": "opt_out",
    "TD": "opt_out",
    "td": "opt_out",
    "取消通知": "opt_out",
    "恢复通知": "opt_in",
    "打开通知": "opt_in",
    "结束": "leave",
    "选地方": "choose_place",
    "换地方": "choose_place",
}
DONE: Final = {
    "opt_out": "好，以后办件有进展不再发消息，您可以在“查进度”自己看。想再收，回复“恢复通知”。",
    "opt_in": "好，办件有进展会发消息告诉您。不想收了，回复“退订”。",
    "leave": "好。" + _ASK + "窗口要是已经在办，还会在这里回您。",
}
# Buttons of the menu -> the words they stand for.
BUTTONS: Final = {"PERSON": "找人工", "PLACE": "选地方", "ASK": "你好"}
