package store_test

import (
	"fmt"
	"log"
	"os"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
)

// Articles go into a block, the block to a writer, and the writer commits.
func Example() {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(dir, store.Options{Create: true, Meaning: "example-1"})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()

	b := store.NewBlock()
	a := article.Article{ID: "a1", Source: "harbour-post.example", Text: "The ferry runs again."}
	b.Add(&a, &store.Sketch{}) // a text too short to have shingles
	if err := b.Seal(); err != nil {
		log.Fatal(err)
	}
	w, err := s.NewWriter()
	if err != nil {
		log.Fatal(err)
	}
	added, err := w.Append(b)
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Commit(); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", added)

	err = s.View(func(v *store.View) error {
		d, _ := v.Lookup("a1")
		got, err := v.Article(d)
		fmt.Println(d, got.Source, got.Text)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// {Stored:1 Known:0 Revised:0}
	// 0 harbour-post.example The ferry runs again.
}
