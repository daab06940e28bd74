package store

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/shingle"
)

// Environment variables that make the test binary a helper process.
const (
	envHelper = "WIRETRACE_STORE_TEST" // "hold" or "ingest"
	envDir    = "WIRETRACE_STORE_TEST_DIR"
	envFrom   = "WIRETRACE_STORE_TEST_FROM"
)

func TestMain(m *testing.M) {
	switch os.Getenv(envHelper) {
	case "":
		os.Exit(m.Run())
	case "hold":
		os.Exit(report(hold(os.Getenv(envDir))))
	case "ingest":
		os.Exit(report(ingestForever(os.Getenv(envDir))))
	}
}

func report(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// hold keeps a store open for writing until its input ends.
func hold(dir string) error {
	s, err := open(dir, Options{Create: true, Meaning: testMeaning}, small())
	if err != nil {
		return err
	}
	fmt.Println("open")
	_, _ = os.Stdin.Read(make([]byte, 1))
	return s.Close()
}

// crashArticles is how many articles the ingesting helper adds in all, and
// crashCommit how many it acknowledges at a time.
const (
	crashArticles = 2000
	crashCommit   = 40
)

// ingestForever adds the articles from the given number on in small commits
// and prints the number of acknowledged ones after each.
func ingestForever(dir string) error {
	from, err := strconv.Atoi(os.Getenv(envFrom))
	if err != nil {
		return err
	}
	s, err := open(dir, Options{Create: true, Meaning: testMeaning}, small())
	if err != nil {
		return err
	}
	arts := made(5, crashArticles)
	b := NewBlock()
	for at := from; at < len(arts); at += crashCommit {
		w, err := s.NewWriter()
		if err != nil {
			return err
		}
		for k := at; k < at+crashCommit; k += crashCommit / 4 {
			b.Reset()
			for i := range arts[k : k+crashCommit/4] {
				b.Add(&arts[k+i], sketch(arts[k+i].Text))
			}
			if err := b.Seal(); err != nil {
				return err
			}
			if _, err := w.Append(b); err != nil {
				return err
			}
		}
		if err := w.Commit(); err != nil {
			return err
		}
		if at/crashCommit%3 == 0 {
			if err := anchorAll(s); err != nil {
				return err
			}
		}
		if at/crashCommit%5 == 0 {
			g := Generation{Horizon: Doc(at), Pairs: make([]byte, 12_000)}
			if err := s.SwapGeneration(g); err != nil {
				return err
			}
		}
		if at/crashCommit%4 == 0 {
			if err := moveAbout(s, at); err != nil {
				return err
			}
		}
		fmt.Println(at + crashCommit)
	}
	return s.Close()
}

// anchorAll brings the anchor index up to date: each document has one hash of
// its own and some that it shares.
func anchorAll(s *Store) error {
	w, err := s.AnchorWriter(1)
	if err != nil {
		return err
	}
	defer w.Abort()
	for d := w.next; d < s.man.Load().next; d++ {
		as := []shingle.Anchor{{Hash: ^uint32(d), Pos: uint32(d)}}
		for i := range uint32(40) {
			as = append(as, shingle.Anchor{Hash: i << 20, Pos: i})
		}
		if err := w.Add(d, as); err != nil {
			return err
		}
	}
	return w.Commit(s.man.Load().next)
}

// anchorsWhole reports whether all live documents below the horizon of the
// index are in it.
func anchorsWhole(v *View) error {
	for d := range v.Anchored(1) {
		p, err := v.Anchors(nil, ^uint32(d), 1)
		if err != nil {
			return err
		}
		if v.Live(d) != (len(p) == 1) {
			return fmt.Errorf("document %d has postings %v", d, p)
		}
	}
	return nil
}

// victim begins the ids of articles that are added to be deleted.
const victim = "victim-"

// moveAbout adds an article and deletes it again, which rewrites chunks and
// value log files.
func moveAbout(s *Store, n int) error {
	a := made(uint64(n), 1)[0]
	a.ID = fmt.Sprint(victim, n)
	if err := tryAdd(s, []article.Article{a}); err != nil {
		return err
	}
	if _, _, err := s.Delete([]string{a.ID}); err != nil {
		return err
	}
	return s.Settle()
}

// tryAdd adds articles and commits, or aborts and returns the error.
func tryAdd(s *Store, arts []article.Article) error {
	w, err := s.NewWriter()
	if err != nil {
		return err
	}
	defer w.Abort()
	b := NewBlock()
	for i := range arts {
		b.Reset()
		sk := &Sketch{}
		if len(arts[i].Text) < 10_000 {
			sk = sketch(arts[i].Text)
		}
		b.Add(&arts[i], sk)
		if err := b.Seal(); err != nil {
			return err
		}
		if _, err := w.Append(b); err != nil {
			return err
		}
	}
	return w.Commit()
}

// conclusionsOf returns the generation of the last commit.
func conclusionsOf(s *Store) (g Generation, err error) {
	err = s.View(func(v *View) (err error) {
		g, err = v.Conclusions()
		return err
	})
	return g, err
}
