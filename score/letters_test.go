package score

import (
	"slices"
	"testing"

	"github.com/wiretrace/wiretrace/shingle"
)

// TestLetters sees that texts that differ in how their letters are written have the same words,
// and that these words map back to the places where they stand.
func TestLetters(t *testing.T) {
	for _, test := range []struct{ name, a, b string }{
		{"Turkish capitals", "İstanbul'un Işıklı ilçesinde kadın işçiler", "İSTANBUL'UN IŞIKLI İLÇESİNDE KADIN İŞÇİLER"},
		{"Hebrew points", "בְּרֵאשִׁית הָיָה הַגֶּשֶׁר סָגוּר", "בראשית היה הגשר סגור"},
		{"Serbian in two alphabets", "Мост преко реке биће затворен, рече начелница Љиљана", "Most preko reke biće zatvoren, reče načelnica Ljiljana"},
		{"Chinese in two scripts", "縣議會週一決定關閉舊橋，市長說話", "县议会周一决定关闭旧桥，市长说话"},
		{"Cyrillic letters in a Latin word", "The соunсil сlosеd the bridge", "The council closed the bridge"},
		{"digits for letters", "The c0uncil cl0sed the mi1l", "The council closed the mill"},
		{"capital I for l", "The counciI cIosed the miIl", "The council closed the mill"},
		{"dots within words", "The c·o·u·n·c·i·l closed the bridge today", "The council closed the bridge today"},
		{"zero width and soft hyphens", "The coun\u200bcil clo\u00adsed the bridge", "The council closed the bridge"},
		{"composed and not", "Lu\u031bo\u031b\u0323ng mu\u031ba", "Lượng mưa"},
		{"Arabic marks and tatweel", "الجِســـر مُغلَق", "الجسر مغلق"},
	} {
		x, y := prepared(Source{Text: test.a}), prepared(Source{Text: test.b})
		if !slices.Equal(x.words, y.words) {
			t.Errorf("%s: %d words and %d words differ", test.name, len(x.words), len(y.words))
		}
		for _, s := range []struct {
			text string
			t    *Text
		}{{test.a, x}, {test.b, y}} {
			var last shingle.Word
			for _, p := range s.t.stream.Words {
				ligature := p.Start == last.Start && p.End == last.End
				if !ligature && p.Start < last.End || p.End <= p.Start || int(p.End) > len(s.text) {
					t.Errorf("%s: a word at bytes %d to %d, the last one at %d to %d", test.name, p.Start, p.End, last.Start, last.End)
				}
				last = p
			}
		}
	}
}
