package credit_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/wiretrace/wiretrace/trace/credit"
)

// A labelled article of the impresso corpus of agency mentions.
type labelled struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	Mentions []struct {
		Start  int    `json:"start"`
		End    int    `json:"end"`
		Agency string `json:"agency"`
	} `json:"mentions"`
}

// labels maps our names to the corpus's; what is not among them is not labelled there.
func labels() map[string]string {
	return map[string]string{
		"AFP": "AFP", "ANSA": "ANSA", "AP": "AP", "APA": "APA", "SDA": "ATS-SDA", "Belga": "Belga", "BTA": "BTA",
		"CTK": "CTK", "dapd": "DDP-DAPD", "DNB": "DNB", "Domei": "Domei", "dpa": "DPA", "Extel": "Extel",
		"Europapress": "Europapress", "Havas": "Havas", "Interfax": "Interfax", "Kipa": "Kipa", "PAP": "PAP",
		"Reuters": "Reuters", "SPK": "SPK-SMP", "Stefani": "Stefani", "Tanjug": "TANJUG", "TASS": "TASS",
		"Transocean": "Transocean", "UPI": "UP-UPI", "Wolff": "Wolff", "Xinhua": "Xinhua", "agencies": "ag",
	}
}

// TestImpresso prints precision, recall and F1 of mentions on the corpus in the
// folder that WIRETRACE_AGENCY_DATA names (de.jsonl, fr.jsonl). A mention is
// found if the spans overlap and the agency is the same; "unk" labels, agencies
// outside of the corpus's list, are left out on both sides.
func TestImpresso(t *testing.T) {
	dir := os.Getenv("WIRETRACE_AGENCY_DATA")
	if dir == "" {
		t.Skip("WIRETRACE_AGENCY_DATA names no folder: the corpus is not ours to keep here")
	}
	r := load(t)
	for lang, want := range map[string]float64{"fr": .90, "de": .90} {
		var hit, exact, found, gold int
		for _, a := range readLabelled(t, filepath.Join(dir, lang+".jsonl")) {
			h, x, n, g := compare(t, r, a)
			hit, exact, found, gold = hit+h, exact+x, found+n, gold+g
		}
		f1 := func(h int) float64 { return 2 * float64(h) / float64(found+gold) }
		t.Logf("%s: %d labels, %d found, %d right (%d to the letter): P %.3f R %.3f F1 %.3f, to the letter %.3f",
			lang, gold, found, hit, exact, float64(hit)/float64(found), float64(hit)/float64(gold), f1(hit), f1(exact))
		if f1(hit) < want {
			t.Errorf("%s: F1 %.3f, want %.2f", lang, f1(hit), want)
		}
	}
}

func compare(t *testing.T, r *credit.Registry, a labelled) (hit, exact, found, gold int) {
	t.Helper()
	used := make([]bool, len(a.Mentions))
	runes := []rune(a.Text)
	for _, c := range r.Mentions(nil, a.Text) {
		label, known := labels()[c.Agency]
		right, unlisted := -1, !known
		for i, m := range a.Mentions {
			if m.Start >= c.End || c.Start >= m.End {
				continue
			}
			unlisted = unlisted || m.Agency == "unk"
			if m.Agency == label && !used[i] {
				right = i
			}
		}
		if unlisted {
			continue
		}
		found++
		if right < 0 {
			t.Logf("%s: wrong %s: %q", a.ID, c.Agency, string(runes[max(0, c.Start-40):min(len(runes), c.End+20)]))
			continue
		}
		used[right] = true
		hit++
		if m := a.Mentions[right]; m.Start == c.Start && m.End == c.End {
			exact++
		}
	}
	for i, m := range a.Mentions {
		if m.Agency == "unk" {
			continue
		}
		gold++
		if !used[i] {
			t.Logf("%s: missed %s: %q", a.ID, m.Agency, string(runes[max(0, m.Start-40):min(len(runes), m.End+20)]))
		}
	}
	return hit, exact, found, gold
}

func readLabelled(t *testing.T, path string) []labelled {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []labelled
	for lines := bufio.NewReader(file); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return out
		}
		var a labelled
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, a)
	}
}
