package extraction

import "testing"

func TestSameTitle(t *testing.T) {
	tests := []struct {
		got, want string
		same      bool
	}{
		{"Council backs tram line", "Council backs tram line - Harbour Post", true},
		{"TRAM: Council backs tram line", "Council backs tram line", true},
		{"Harbour Post", "Council backs tram line - Harbour Post", false},
		{"Council backs", "Council backs tram line after long night", false},
		{"市议会支持电车线路", "市议会支持电车线路 | 港口邮报", true},
		{"", "", false},
	}
	for _, test := range tests {
		if got := sameTitle(test.got, test.want); got != test.same {
			t.Errorf("sameTitle(%q, %q) = %v, want %v", test.got, test.want, got, test.same)
		}
	}
}

func TestSameAuthors(t *testing.T) {
	if !sameAuthors("Von Ana Roe", []string{"Ana Roe"}) || sameAuthors("Harbour Post", []string{"Ana Roe"}) || sameAuthors("", nil) {
		t.Error("sameAuthors is wrong")
	}
}

func TestLostParagraphs(t *testing.T) {
	gold := "the council voted on monday to build a tram\nshort\nshopkeepers on tannery street had asked for a bus"
	lost, all := lostParagraphs(gold, words("The council voted on Monday to build a tram."))
	if lost != 1 || all != 2 {
		t.Errorf("lostParagraphs = %d of %d, want 1 of 2", lost, all)
	}
}
