package pairs

import (
	"os"
	"path/filepath"
	"testing"
)

// TestReadForms reads tables of labelled forms, whole and wrong.
func TestReadForms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "forms.tsv")
	for _, c := range []struct {
		name, rows string
		want       int // pairs of collection c; -1: an error
	}{
		{"both labels", "c\ta\tb\tcopy\nc\ta\td\tform\n", 2},
		{"head alone", "", 0},
		{"label", "c\ta\tb\tcopied\n", -1},
		{"columns", "c\ta\tb\n", -1},
	} {
		if err := os.WriteFile(path, []byte("collection\ta\tb\tlabel\n"+c.rows), 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := readForms(path)
		if (err != nil) != (c.want < 0) || err == nil && len(got["c"]) != c.want {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}
