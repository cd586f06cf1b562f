"""Mingchuang 明窗: the open-affairs system (公开办事制度) of one district."""

__version__ = "0.1.0"
