package diff

import (
	"slices"
	"strings"
	"testing"
)

// TestSentences sees where long paragraphs are parted.
func TestSentences(t *testing.T) {
	rest := strings.Repeat("and so on ", 60)
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"short", "One thing. Another thing.", nil},
		{"plain", "It rained. It did " + rest + "again. Then it stopped. ok", []string{"It rained. ", "It did " + rest + "again. "}},
		{"initials", "Mr. J. R. Roe and the U.S. Coast Guard went " + rest + "out. They came back.", []string{"Mr. J. R. Roe and the U.S. Coast Guard went " + rest + "out. "}},
		{"numbers", "It is 3.5 metres " + rest + "long! “Good.” He left.", []string{"It is 3.5 metres " + rest + "long! ", "“Good.” "}},
		{"Arabic", "هل وصلت السفينة؟ نعم " + rest + "وصلت۔ ثم غادرت", []string{"هل وصلت السفينة؟ ", "نعم " + rest + "وصلت۔ "}},
		{"Chinese, quoted", "船长说：“船到了。”" + strings.Repeat("海", 500) + "！", []string{"船长说：“船到了。”"}},
		{"Chinese", "船到了。" + strings.Repeat("海", 500) + "！然后走了。", []string{"船到了。", strings.Repeat("海", 500) + "！"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			runes := []rune(test.text)
			var got []string
			from := 0
			for _, at := range Sentences(runes, 0, len(runes)) {
				got = append(got, string(runes[from:at]))
				from = at
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestHunks sees that a text without paragraphs is compared sentence by sentence.
func TestHunks(t *testing.T) {
	old := strings.Repeat("The ferry Gudrun sails to the island every day of the year. ", 5) + "The mayor was pleased. " + strings.Repeat("Nobody else was asked about the new boats of the town. ", 5)
	now := strings.Replace(old, "pleased", "angry", 1)
	var kinds []Kind
	for _, b := range Compare(Text{Runes: []rune(now)}, Text{Runes: []rune(old)}, nil).Blocks {
		if n := len(kinds); n == 0 || kinds[n-1] != b.Kind {
			kinds = append(kinds, b.Kind)
		}
		if b.Kind == Edited && b.Words > 6 {
			t.Errorf("a hunk of %d words", b.Words)
		}
	}
	if !slices.Equal(kinds, []Kind{Same, Edited, Same}) {
		t.Errorf("blocks %v", kinds)
	}
}
