"""Agent turns of real support chats (WMT24 chat, CC BY-NC): labels stand here, the texts stay with their publisher."""
