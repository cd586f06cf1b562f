"""The rules that inspections of government sites apply, asked of a site page by page.

``page`` reads one page, ``checks`` says what is wrong (both pure), ``walk`` fetches the pages.
"""
