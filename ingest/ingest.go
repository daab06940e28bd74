// Package ingest reads articles from files, folders and standard input. It reads JSON Lines, JSON
// documents, HTML pages, and the formats of the packages below (see readers.go), plain or packed.
//
// [Read] returns all articles of the inputs as one sequence; [ReadOne] returns one article of one file.
// For several cores, [Open] returns a [Source], whose Next yields [Chunk]s of about 1 MiB in input order,
// and a [Decoder] in each worker decodes chunks into articles.
//
// An error in the input does not stop reading: a record that is not an article becomes a [Reject] with its
// file, line and reason. Memory is bounded by [Options] and the limits of this package, not by the length
// of a file or line.
//
// # Records
//
// A record is a JSON object with the fields id, url, source, title, byline, credit, lang, published,
// updated, fetched, text or html. Names are case-sensitive. Other names are also recognised: series for
// source, date for published, body and content for text, headline for title, author and authors for
// byline, crawled for fetched; the standard name takes precedence. A field that is null or empty counts as
// absent. Numbers are kept as written. A list of strings, or of objects with a name, is joined: with ", "
// for a byline, as paragraphs for a text. The value of an object is its name (or its $date or $oid, as in
// exports of MongoDB). html is read as a page if there is no text; values of the record take precedence
// over those of the page.
//
// Facts about the record itself are read from revision, status (also pubstatus, pubStatus, update_type),
// teaser, links and origin, see [article.Article]. A value that does not fit its field, such as an HTTP
// status, counts as an unknown field.
//
// Unknown fields are kept in [article.Article.Extra], in input order, as written. So are other names of a
// field that has a value, and known fields of a type that cannot be read. If a name occurs twice, the last
// one counts.
//
// Strings are cleaned: each invalid byte of UTF-8 and each unpaired surrogate becomes U+FFFD, NUL and
// leading byte order marks are removed, CRLF and CR become LF. The address of a web archive, a cache or a
// reading proxy is replaced by that of the page that it shows ([article.Article.SettleAddress]). A missing
// id is derived ([article.DeriveID]). A missing source is the URL's host, or empty without a URL. Package
// ingest does not know which ids are stored.
package ingest
