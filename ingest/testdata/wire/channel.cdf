<?xml version="1.0"?><CHANNEL HREF="https://old.example/"><TITLE>Old Channel</TITLE>
<ITEM HREF="https://old.example/1" LASTMOD="1999-05-01"><TITLE>A museum of modems</TITLE><ABSTRACT>The museum of modems opened in Oldtown.</ABSTRACT></ITEM></CHANNEL>
