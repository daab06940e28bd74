// Package ingest reads articles from files of many formats, from folders of
// them, and from standard input: JSON Lines, JSON documents, HTML pages, and the
// formats of the packages below (see readers.go), plain or packed.
//
// [Read] gives a whole input as one sequence; [ReadOne] one article from one
// file. The hot path is split so that it runs on several cores: [Open] gives a
// [Source], whose Next yields [Chunk]s of about 1 MiB in input order, and a
// [Decoder], one a worker, turns a chunk into articles.
//
// Nothing that is wrong with an input stops it: a record that is no article
// comes out as a [Reject] with its file, line and reason, and reading goes on.
// Memory is bounded whatever the input: by [Options] and the limits of this
// package, not by the length of a file or line.
//
// # Records
//
// A record is a JSON object with the fields id, url, source, title, byline,
// credit, lang, published, updated, fetched, text or html. Names are
// case-sensitive. Also read are series for source, date for published, body
// and content for text, headline for title, author and authors for byline,
// crawled for fetched; the name proper wins over them. A field that is null or
// empty counts as absent. Numbers are taken as written. A list of strings, or
// of objects with a name, is joined: with ", " for a byline, as paragraphs for
// a text. The value of an object is its name (or its $date or $oid, as MongoDB
// exports them). html is read as a page when there is no text: what the record
// says wins over what the page says.
//
// What the source says about the record itself is read from revision, status
// (also pubstatus, pubStatus, update_type), teaser, links and origin, see
// [article.Article]. A value that does not fit one of them, such as an HTTP
// status, counts as an unknown field.
//
// Unknown fields are kept in [article.Article.Extra], in input order, as they
// were written; so are an alias that lost against its name, and known fields
// of a type that cannot be read. Of a name that comes twice the last counts.
//
// Strings are cleaned: each byte that is no UTF-8 and each unpaired surrogate
// becomes U+FFFD, NUL and leading byte order marks are dropped, CRLF and CR
// become LF. The address of a web archive, a cache or a reading proxy gives way
// to that of the page that it shows ([article.Article.SettleAddress]). Without an id one is derived ([article.DeriveID]); without a
// source the URL's host is taken, and without a URL it stays empty. Whether an
// id was there before is for the store to know.
package ingest
