"""Attachments (附件): photos and scans of papers that belong to a case.

Words: attachment, kind of paper, opening. The room knows cases by their id only, and nothing of
forms; who may add or open one is asked of `intake` (staff) or settled at the resident's door. It
refuses to keep anything as it was sent.

Decisions taken:
- What is kept is drawn anew. A picture becomes a fresh JPEG, upright, without what the camera wrote
  into it (place, device, time). A PDF is drawn page by page into pictures and bound again into a
  PDF that holds nothing else: scripts, forms, links, files inside and hidden layers are gone because
  nothing of the old file is copied. The price, text that cannot be searched, nobody here needs.
- Drawing happens in a process of its own with little memory and time: whatever a hostile file does
  to a decoder ends there.
- The sealed file is written first (temp, fsync, rename, fsync of the folder), the row second; what a
  crash leaves over on either side the sweeper finds.
- Every opening is an entry in the trail, which the resident can read.
"""
