"""The standard table (公开标准目录) as a file: read as offices keep it, written in its standard form."""
