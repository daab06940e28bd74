package store_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
)

// Articles go into a block, the block to a writer, and the writer commits.
func Example() {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := addAndRead(dir); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {Stored:1 Known:0 Revised:0 KeptOut:0}
	// 0 harbour-post.example The ferry runs again.
}

func addAndRead(dir string) (err error) {
	s, err := store.Open(dir, store.Options{Create: true, Meaning: "example-1"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()

	b := store.NewBlock()
	a := article.Article{ID: "a1", Source: "harbour-post.example", Text: "The ferry runs again."}
	b.Add(&a, &store.Sketch{}) // a text too short to have shingles
	if err := b.Seal(); err != nil {
		return err
	}
	w, err := s.NewWriter()
	if err != nil {
		return err
	}
	defer w.Abort() // does nothing after Commit
	added, err := w.Append(b)
	if err != nil {
		return err
	}
	if err := w.Commit(); err != nil {
		return err
	}
	fmt.Printf("%+v\n", added)

	return s.View(func(v *store.View) error {
		d, _ := v.Lookup("a1")
		got, err := v.Article(d)
		fmt.Println(d, got.Source, got.Text)
		return err
	})
}
