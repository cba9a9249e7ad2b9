"""Refusals of this room, each with what to do instead."""

from __future__ import annotations

from backend.problems import FieldError, NotFound, Problem


class NoSuchAttachment(NotFound):
    slug, title = "no-such-attachment", "没有这份材料"
    detail_default = "它可能已经到期删除，或者不归您看。请刷新后再看一次。"


class AttachmentRefused(Problem):
    """The file cannot be taken as it is; `detail` tells how to take it again."""

    slug, title, status = "attachment-refused", "这份材料没有收下", 422

    @classmethod
    def at(cls, field: str, sentence: str) -> AttachmentRefused:
        return cls(sentence, errors=[FieldError(f"/{field}", sentence)])


class AttachmentsFull(Problem):
    slug, title, status = "attachments-full", "材料放不下了", 409


IN_PERSON = "也可以把原件带到窗口，由工作人员看。"
FAULTS = {
    "too_many_pixels": "照片的尺寸太大。请把相机调到普通清晰度再拍一张。" + IN_PERSON,
    "too_small": "照片太小，字看不清。请走近一点，让纸占满画面，再拍一张。" + IN_PERSON,
    "blank": "照片全黑或全白，看不见字。请擦一擦镜头，到亮处再拍一张。" + IN_PERSON,
    "wrong_type": "只收照片（JPEG、PNG、WebP）和 PDF。请直接用手机拍一张再传。" + IN_PERSON,
    "broken": "文件打不开，可能没有传完整。请重新拍一张，信号好的时候再传。" + IN_PERSON,
    "locked": "这个 PDF 加了密码。请去掉密码再传，或者用手机拍成照片。" + IN_PERSON,
    "too_many_pages": "PDF 最多 20 页。请分开传，或只传要紧的几页。" + IN_PERSON,
    "infected": "检查时发现这份文件不安全，没有收下。请用手机直接拍一张照片再传。" + IN_PERSON,
    "empty": "没有选文件，或者文件是空的。请选一张照片再传。",
    "too_large": "这份文件超过 10 MB。请把相机调到普通清晰度再拍一张。" + IN_PERSON,
}


def refused(fault: str) -> AttachmentRefused:
    """Make the refusal for one word of `FAULTS`."""
    return AttachmentRefused.at("file", FAULTS[fault])
