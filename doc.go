// Package wiretrace is the root of a program that finds out whether a news article is a
// copy, which article or agency it was copied from, through which outlets it came, and how
// probable each of these answers is. The program is cmd/wiretrace. Other Go programs can
// call its packages.
//
// What to call for what:
//
//   - package check: one article against a store, in milliseconds. [check.Open],
//     then Check gives an Answer with verdict, matches, source and passages.
//   - package dedup: the nightly job. Ingest adds articles to a store. Link finds the
//     copies, clusters and sources of new articles and commits them.
//   - package view: the results of the last run. Report gives clusters to a renderer of
//     package report; WriteResults writes the result files.
//   - package ingest: reads articles from pages, feeds, agency formats, web archives and
//     tables. Package article: the article itself.
//   - package score: what two texts share, and how probable it is that one has
//     reporting of the other. Package evaluate: compares results with labels.
//   - package store: everything on disk. A program opens it once and shares it.
//
// doc/design.md describes the layers, doc/cookbook.md has recipes, and doc/format.md
// describes every byte of the store.
//
// [check.Open]: https://pkg.go.dev/github.com/wiretrace/wiretrace/check#Open
package wiretrace
