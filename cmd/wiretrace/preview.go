package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
)

const (
	sampleArticles = 3
	sampleRunes    = 300 // characters of each text that are shown
)

// preview reads the input and shows what would be stored.
func (a *app) preview(cmd *cobra.Command, conf config, paths []string, f *inputFlags, opts dedup.Options) error {
	reading, err := f.options(conf)
	if err != nil {
		return err
	}
	rw, err := newRejectWriter(f.rejects)
	if err != nil {
		return err
	}
	opts.Reject = func(r ingest.Reject) error {
		a.showReject(&r, rw)
		return rw.write(r)
	}
	progress, end := a.newProgress()
	opts.Progress = progress
	src := ingest.Open(paths, a.in, reading)
	added, samples, err := dedup.Preview(cmd.Context(), src, sampleArticles, opts)
	end()
	if err = errors.Join(err, rw.close(), src.Close()); err != nil {
		return err
	}
	a.sumUp(&added, f.rejects)
	if a.json {
		err = a.printPreviewJSON(&added, samples)
	} else {
		err = a.printPreview(&added, samples)
	}
	if n := added.Incomplete(); err == nil && n > 0 {
		err = fmt.Errorf("%w: %s", errIncomplete, counted(n, "input is missing or cut", "inputs are missing or cut"))
	}
	return err
}

func (a *app) printPreview(added *dedup.Added, samples []article.Article) error {
	var b strings.Builder
	for i := range samples {
		s := &samples[i]
		for _, f := range []struct{ name, value string }{
			{"id", s.ID},
			{"url", s.URL},
			{"source", s.Source},
			{"title", s.Title},
			{"byline", s.Byline},
			{"credit", s.Credit},
			{"lang", s.Lang},
			{"published", s.Published.String()},
			{"updated", s.Updated.String()},
			{"fetched", s.Fetched.String()},
			{"text", start(s.Text)},
		} {
			if f.value != "" {
				fmt.Fprintf(&b, "%-10s %s\n", f.name, escaped(strings.ReplaceAll(f.value, "\n", " ")))
			}
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s would be read, %s rejected; nothing was stored\n",
		counted(added.Read, "article", "articles"), counted(added.Rejected, "record", "records"))
	_, err := fmt.Fprint(a.out, b.String())
	return err
}

// start returns the beginning of a text.
func start(s string) string {
	n := 0
	for at := range s {
		if n++; n > sampleRunes {
			return fmt.Sprintf("%s … (%d characters)", s[:at], utf8.RuneCountInString(s))
		}
	}
	return s
}

func (a *app) printPreviewJSON(added *dedup.Added, samples []article.Article) error {
	records := make([]json.RawMessage, len(samples))
	for i := range samples {
		records[i] = ingest.AppendRecord(nil, &samples[i])
	}
	type skip struct {
		What string `json:"what"`
		N    int64  `json:"n"`
	}
	files, items := []skip{}, []skip{}
	for _, s := range added.Skips {
		if s.File {
			files = append(files, skip{s.What, s.N})
			continue
		}
		items = append(items, skip{s.What, s.N})
	}
	return a.printJSON(struct {
		Schema   string                 `json:"schema"`
		Read     int64                  `json:"read"`
		Rejected int64                  `json:"rejected"`
		Causes   map[ingest.Cause]int64 `json:"causes"`
		Files    []skip                 `json:"files_skipped"`
		Items    []skip                 `json:"items_skipped"`
		Taken    map[string]int64       `json:"fields_taken"`
		Unknown  map[string]int64       `json:"fields_unknown"`
		NoSource int64                  `json:"no_source"`
		NoDate   int64                  `json:"no_date"`
		Samples  []json.RawMessage      `json:"samples"`
	}{
		"wiretrace/preview/1", added.Read, added.Rejected, added.Causes, files, items,
		added.Fields.Taken, added.Fields.Unknown, added.NoSource, added.NoDate, records,
	})
}
