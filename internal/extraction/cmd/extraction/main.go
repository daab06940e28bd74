// Command extraction prints how well programs read pages whose text, title,
// date and authors are known: make extraction DATA=folder.
//
//	extraction -engine 'wiretrace=extraction -read' -doc doc/extraction.md DATA
//
// With -read it is such a program itself: wiretrace.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/extraction"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

type options struct {
	engines        []string
	half           int
	details, doc   string
	stdout, stderr io.Writer
}

// run is the whole command; it returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o := options{stdout: stdout, stderr: stderr}
	flags := flag.NewFlagSet("extraction", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Func("engine", "`name=command` of a program to measure; may be given several times", func(s string) error {
		if name, command, ok := strings.Cut(s, "="); !ok || name == "" || command == "" {
			return errors.New("want name=command")
		}
		o.engines = append(o.engines, s)
		return nil
	})
	flags.IntVar(&o.half, "half", -1, "measure `0 or 1`, one half of the pages (default all)")
	flags.StringVar(&o.details, "details", "", "write what was read of each page to `file`, as JSON Lines")
	flags.StringVar(&o.doc, "doc", "", "put the tables into `file`, between its lines <!-- tables --> and <!-- end -->")
	read := flags.Bool("read", false, "let wiretrace read the pages that standard input names")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if *read {
		if err := extraction.Serve(stdin, stdout, wiretrace); err != nil {
			fmt.Fprintf(stderr, "extraction: %v\n", err)
			return 1
		}
		return 0
	}
	if flags.NArg() == 0 || len(o.engines) == 0 {
		fmt.Fprintln(stderr, "extraction: name at least one -engine and one folder with gold.jsonl in it or below")
		return 2
	}
	if err := o.measure(flags.Args()); err != nil {
		fmt.Fprintf(stderr, "extraction: %v\n", err)
		return 1
	}
	return 0
}

// measure runs the engines over the pages of the folders and prints the tables.
func (o *options) measure(dirs []string) error {
	var pages []extraction.Page
	for _, dir := range dirs {
		more, err := extraction.ReadSets(dir)
		if err != nil {
			return err
		}
		pages = append(pages, more...)
	}
	if o.half >= 0 {
		pages = extraction.Part(pages, uint32(o.half))
	}
	var (
		scores  []extraction.Score
		details []extraction.Detail
	)
	for _, e := range o.engines {
		name, command, _ := strings.Cut(e, "=")
		results, cpu, err := extraction.Run(context.Background(), command, pages)
		if err != nil {
			return err
		}
		s, d := extraction.Compare(name, pages, results, cpu)
		scores, details = append(scores, s...), append(details, d...)
	}
	if err := o.writeDetails(details); err != nil {
		return err
	}
	table := extraction.Table(scores)
	if o.doc == "" {
		_, err := io.WriteString(o.stdout, table)
		return err
	}
	return replaceTables(o.doc, table)
}

func (o *options) writeDetails(details []extraction.Detail) error {
	if o.details == "" {
		return nil
	}
	f, err := os.Create(o.details)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(f)
	for _, d := range details {
		err = errors.Join(err, enc.Encode(d))
	}
	return errors.Join(err, f.Close())
}

// replaceTables puts the tables into a document, in place of those it has.
func replaceTables(path, table string) error {
	const begin, end = "<!-- tables -->\n", "<!-- end -->\n"
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(data), begin)
	_, tail, ended := strings.Cut(rest, end)
	if !ok || !ended {
		return fmt.Errorf("%s: no lines %q and %q", path, strings.TrimSpace(begin), strings.TrimSpace(end))
	}
	return os.WriteFile(path, []byte(head+begin+table+end+tail), 0o644)
}

// wiretrace reads a page as the program does. Its text is what is compared.
func wiretrace(page []byte, address string) extraction.Result {
	a, err := ingest.ReadPage(page, address)
	if err != nil {
		return extraction.Result{Low: true}
	}
	return extraction.Result{
		Title: a.Title, Text: a.Body(), Author: a.Byline, Low: a.LowConfidence, Date: localDay(a.Published),
	}
}

// localDay returns the day of a time in the zone that the page names.
func localDay(t article.Time) string {
	if t.Precision < article.PrecisionDay {
		return ""
	}
	if day := regexp.MustCompile(`^\d{4}-\d\d-\d\d`).FindString(t.Raw); day != "" {
		return day
	}
	return t.String()[:len("2006-01-02")]
}
