"""Files that people bring: JSONL, CSV and XLSX, also gzipped. One row or line is one item."""

from adapters.sources.file.source import connect, rows

__all__ = ["connect", "rows"]
