package charset

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func TestDecode(t *testing.T) {
	german := `<meta charset="%"><body><p>Der Bürgermeister von Grünöd eröffnete am Freitag die größte Brücke der Region über die Möhne.`
	russian := `<meta charset="%"><body><p>Мэр города открыл в пятницу новый мост через реку, сообщила пресс-служба.`
	japanese8 := `<meta charset="%"><body><p>市長は金曜日、川に架かる新しい橋の開通式に出席した。これは地域で最も長い橋である。`
	chinese := `<meta charset="%"><body><p>市长周五出席了新桥的通车仪式，这是该地区最长的一座桥。`
	tests := []struct {
		name, page, declare string
		enc                 encoding.Encoding
	}{
		{"UTF-8", german, "utf-8", encoding.Nop},
		{"UTF-8 declared latin1", german, "iso-8859-1", encoding.Nop},
		{"UTF-8 declared gb2312", chinese, "gb2312", encoding.Nop},
		{"UTF-8 declared nonsense", russian, "x-none", encoding.Nop},
		{"latin1", german, "iso-8859-1", charmap.Windows1252},
		{"latin1 declared UTF-8", german, "utf-8", charmap.Windows1252},
		{"cp1251", russian, "windows-1251", charmap.Windows1251},
		{"cp1251 undeclared", russian, "", charmap.Windows1251},
		{"koi8-r declared UTF-8", russian, "utf-8", charmap.KOI8R},
		{"Shift_JIS", japanese8, "Shift_JIS", japanese.ShiftJIS},
		{"EUC-JP declared UTF-8", japanese8, "utf-8", japanese.EUCJP},
		{"ISO-2022-JP", japanese8, "iso-2022-jp", japanese.ISO2022JP},
		{"GBK", chinese, "gb2312", simplifiedchinese.GBK},
		{"UTF-16LE with mark", german, "utf-8", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16BE with mark", russian, "", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-16LE without mark", german, "utf-16", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"UTF-8 with mark", german, "windows-1252", unicode.UTF8BOM},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := strings.Replace(tt.page, "%", tt.declare, 1)
			data, err := tt.enc.NewEncoder().String(want)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(Decode([]byte(data))); got != want {
				t.Errorf("Decode = %q, want %q", got, want)
			}
		})
	}
}

func TestDecodeCut(t *testing.T) {
	page := "<p>" + strings.Repeat("Grüße aus Grünöd. ", 20) + "\xc3"
	if got := string(Decode([]byte(page))); got != page {
		t.Errorf("a cut UTF-8 page was decoded as another charset: %q", got)
	}
}

func TestNewReader(t *testing.T) {
	const ascii = "The pilots of Lissem went back to work on Monday. "
	russian := "Мэр города открыл в пятницу новый мост через реку, сообщила пресс-служба. "
	tests := []struct {
		name, text, declare string
		enc                 encoding.Encoding
	}{
		{"UTF-8", russian, "utf-8", encoding.Nop},
		{"UTF-8 declared latin1", russian, "iso-8859-1", encoding.Nop},
		{"UTF-8 declared UTF-16", russian, "utf-16", encoding.Nop},
		{"UTF-8 longer than the window", strings.Repeat("Grüße ", 20_000), "", encoding.Nop},
		{"UTF-8 with mark", russian, "utf-8", unicode.UTF8BOM},
		{"UTF-16LE with mark", russian, "utf-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16BE without mark", ascii, "utf-16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"UTF-32LE with mark", russian, "utf-32", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
		{"UTF-32LE without mark", russian, "utf-32", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
		{"UTF-32BE without mark", russian, "utf-32", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
		{"KOI8-R", russian, "koi8-r", charmap.KOI8R},
		{"EUC-KR", "시장은 금요일에 새 다리를 개통했다.", "euc-kr", korean.EUCKR},
		{"Big5", "市長週五出席了新橋的通車儀式。", "big5", traditionalchinese.Big5},
		{"TIS-620", "นายกเทศมนตรีเปิดสะพานใหม่เมื่อวันศุกร์", "tis-620", charmap.Windows874},
		{"no known charset", strings.Repeat(russian, 4), "bogus", charmap.Windows1251},
		{"legacy behind 64 KiB of ASCII", strings.Repeat(ascii, 2000) + russian, "windows-1251", charmap.Windows1251},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := `<?xml version="1.0" encoding="` + tt.declare + `"?>` + "\n<rss>" + tt.text + "</rss>"
			data, err := tt.enc.NewEncoder().String(want)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(NewReader(strings.NewReader(data)))
			if err != nil || string(got) != want {
				t.Errorf("got %.200q, %v; want %.200q", got, err, want)
			}
		})
	}
}

// FuzzNewReader checks that no input fails to be read, and that UTF-8 comes
// out as it is.
func FuzzNewReader(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="koi8-r"?><rss>` + "\xf0\xd2\xc9"))
	f.Add([]byte("\xff\xfe<\x00r\x00"))
	f.Add([]byte("<\x00\x00\x00r\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := io.ReadAll(NewReader(strings.NewReader(string(data))))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) > 4*len(data)+3 {
			t.Fatalf("%d bytes came of %d", len(got), len(data))
		}
		Decode(data)
	})
}
