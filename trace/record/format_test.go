package record_test

import (
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// example is the cluster of the worked example in doc/format.md: a wire's text and a copy
// of it, of an outlet whose clock is an hour ahead.
func example() *record.Cluster {
	at := int64(1714557600)
	return &record.Cluster{
		ID: "c1", Keep: 0, Least: .8, Mean: .8, Reports: []string{""},
		Origin: record.Origin{Member: 0, P: .93, Agency: "TW", AgencyP: .99},
		Members: []record.Article{
			{
				Doc: 0, Parent: record.Unseen, P: .93, RootP: .93, Second: record.Unseen, Root: true, Feed: true, Agency: "TW", AgencyP: .99,
				Words: 4, Copied: 1, Class: record.ClassWhole,
				Passages: []record.Passage{{End: 21, Owner: record.OwnerCluster, Words: 4, Cluster: "c1"}},
				Clock:    clock.Reading{Known: true, Earliest: at, Latest: at + 59, Best: at, Precise: true},
			},
			{
				Doc: 5, Similarity: .8, Parent: 0, P: .82, RootP: .1, Runner: true, Second: record.Unseen, SecondP: .1,
				Evidence: []record.Evidence{{Kind: "time", Text: "later", Weight: 1.25}}, Agency: "TW", AgencyP: .97,
				Credits: []credit.Credit{{Agency: "TW", Role: credit.RoleCredit, Place: credit.PlaceHead, Field: credit.FieldText, Text: "TW", End: 2, Weight: .9}},
				Words:   5, Copied: .8, Class: record.ClassWhole,
				Passages: []record.Passage{
					{End: 3, Words: 1},
					{Start: 4, End: 25, Owner: record.OwnerCluster, Words: 4, Cluster: "c1", Placed: true, FromEnd: 21},
					{Start: 26, End: 36, Owner: record.OwnerFurniture, Kind: "share"},
				},
				Clock: clock.Reading{Known: true, Earliest: clock.Unbounded, Latest: at + 600, Best: at + 600, Corrected: -3600, Flags: clock.FetchedOnly},
			},
		},
	}
}

// TestFormatExample holds the worked example of doc/format.md to the program.
func TestFormatExample(t *testing.T) {
	doc, err := os.ReadFile("../../doc/format.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(doc)), "")
	b := record.NewBuilder(6, "m", nil)
	b.Cluster(example())
	blocks, err := b.Blocks()
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string][]byte{"cluster": record.AppendCluster(nil, example()), "directory, unpacked": unpack(t, blocks[0])} {
		if !strings.Contains(text, hex.EncodeToString(v)) {
			t.Errorf("doc/format.md lacks the %s:\n%s", name, hexLines(v))
		}
	}
}

func unpack(t *testing.T, b []byte) []byte {
	t.Helper()
	dec, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	out, err := dec.DecodeAll(b, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// hexLines formats bytes as the document has them: 16 a line, in groups of 4.
func hexLines(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		line := b[:min(16, len(b))]
		b = b[len(line):]
		for i := 0; i < len(line); i += 4 {
			if i > 0 {
				out.WriteByte(' ')
			}
			out.WriteString(hex.EncodeToString(line[i:min(i+4, len(line))]))
		}
		fmt.Fprintln(&out)
	}
	return out.String()
}
