// Package wiretrace is the root of a program that tells whether a news article is a
// copy, of what, by way of whom, and how sure that is. The program is
// cmd/wiretrace; its packages can be called from other Go programs.
//
// What to call for what:
//
//   - package check: one article against a store, in milliseconds. [check.Open],
//     then Check gives an Answer with verdict, matches, source and passages.
//   - package dedup: the nightly job. Ingest adds articles to a store, Link finds
//     copies, clusters and sources of what is new and commits them.
//   - package view: what the last run concluded, for people and programs. Report hands
//     stories to a renderer of package report, WriteResults writes the result files.
//   - package ingest: articles out of pages, feeds, agency formats, web archives and
//     tables. package article: what an article is.
//   - package score: what two texts share, and how probable it is that one has
//     reporting of the other. package evaluate: results against labels.
//   - package store: everything on disk. It is opened once and shared.
//
// doc/design.md has the layers, doc/cookbook.md recipes, doc/format.md every byte of the
// store.
//
// [check.Open]: https://pkg.go.dev/github.com/wiretrace/wiretrace/check#Open
package wiretrace
