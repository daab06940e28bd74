// Command mkwarc writes a large web archive for measurements, by repeating the
// pages in a folder: make bench-warc.
//
//	mkwarc -mb 1024 -o large.warc.gz pages/
//
// Each repetition has an address, a first sentence and so a digest of its own,
// and names no canonical address: all pages are articles.
package main

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the digest that web archives have
	"encoding/base32"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

// run is the whole command; it returns the exit status.
func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("mkwarc", flag.ContinueOnError)
	flags.SetOutput(stderr)
	size := flags.Int64("mb", 1024, "size of the packed archive in `MB`")
	out := flags.String("o", "", "`file` to write")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if *out == "" || flags.NArg() != 1 {
		fmt.Fprintln(stderr, "mkwarc: give -o and one folder of pages")
		return 2
	}
	if err := write(*out, flags.Arg(0), *size<<20); err != nil {
		fmt.Fprintf(stderr, "mkwarc: %v\n", err)
		return 1
	}
	return 0
}

// write writes the pages of a folder to a file again and again until it has
// size bytes.
func write(path, dir string, size int64) error {
	pages, err := readPages(dir)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := &counter{to: f}
	for n := 0; err == nil && w.size < size; n++ {
		err = record(w, n, pages[n%len(pages)])
	}
	return errors.Join(err, f.Close())
}

// readPages returns the pages below a folder, in the order of names.
func readPages(dir string) (pages [][]byte, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name := strings.TrimSuffix(path, ".gz")
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".html") && !strings.HasSuffix(name, ".htm") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if name != path {
			z, err := gzip.NewReader(bytes.NewReader(data))
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			if data, err = io.ReadAll(z); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		for _, name := range []string{"canonical", "og:url"} { // addresses that would make one article of all repetitions
			data = bytes.ReplaceAll(data, []byte(name), bytes.Repeat([]byte("x"), len(name)))
		}
		pages = append(pages, data)
		return nil
	})
	if err == nil && len(pages) == 0 {
		err = fmt.Errorf("%s holds no pages (.html, .htm, also .gz)", dir)
	}
	return pages, err
}

// record writes repetition n of a page as one packed record.
func record(w io.Writer, n int, page []byte) error {
	at := bytes.Index(page, []byte("<p>"))
	if at < 0 {
		at = len(page) - len("<p>")
	}
	at += len("<p>")
	body := fmt.Appendf(bytes.Clone(page[:max(at, 0)]), "Repetition %d. ", n)
	body = append(body, page[max(at, 0):]...)
	digest := sha1.Sum(body) //nolint:gosec // the digest that web archives have
	block := append([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), body...)
	z := gzip.NewWriter(w)
	_, err := fmt.Fprintf(z, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n"+
		"WARC-Date: 2031-05-06T08:00:00Z\r\nWARC-Target-URI: https://paper%d.example/%d\r\nWARC-Payload-Digest: sha1:%s\r\n"+
		"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n", n, n%500, n, base32.StdEncoding.EncodeToString(digest[:]), len(block))
	if err != nil {
		return err
	}
	if _, err := z.Write(append(block, "\r\n\r\n"...)); err != nil {
		return err
	}
	return z.Close()
}

// A counter counts what is written.
type counter struct {
	to   io.Writer
	size int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.size += int64(n)
	return n, err
}
