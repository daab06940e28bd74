package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

// The paragraphs of a made-up story that lines are put between.
const (
	storyA = "Port minister Odile Marrant has told the island council that it must keep the winter ferries running until the new slipway is built."
	storyB = "The council has said for years that the ferries lose money in winter, when only the post and a few dozen pupils cross the sound."
	storyC = "Tuesday’s letter comes before a visit that the minister is expected to pay to the island on Sunday, her office said in the evening."
)

// checkMarks fails if ranges of text are not whole lines, sorted and disjoint.
func checkMarks(t *testing.T, text string, marks []article.Furniture) {
	t.Helper()
	at := 0
	for _, f := range marks {
		if f.Start < at || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("range %+v after %d in %d bytes", f, at, len(text))
		}
		if f.Start > 0 && text[f.Start-1] != '\n' || f.End < len(text) && text[f.End] != '\n' {
			t.Fatalf("range %+v is no whole line: %q", f, text[f.Start:f.End])
		}
		at = f.End
	}
}

func TestMarkFurnitureLine(t *testing.T) {
	tests := []struct {
		line string
		want article.Kind
		no   bool // not furniture
	}{
		{line: "Leave a Reply", want: article.KindComments},
		{line: "이 기사는 유료 회원 전용입니다", want: article.KindNewsletter},
		{line: "Ten artykuł jest dostępny tylko dla prenumeratorów.", want: article.KindNewsletter},
		{line: "Bültenimize abone olun", want: article.KindNewsletter},
		{line: "इसे भी पढ़ें: गायन मंडली ने पुरस्कार जीता", want: article.KindRelated},
		{line: "【写真＝山田撮影】", want: article.KindCaption},
		{line: "사진=김로 기자", want: article.KindCaption},
		{line: "Fot. Jan Ro / Agencja", want: article.KindCaption},
		{line: "Udostępnij", want: article.KindShare},
		{line: "写真家の山田さんは昨日", no: true},
		{line: "Tilaajille", want: article.KindNewsletter},
		{line: "Tilaajille lähetettiin kirje, jossa hinnankorotusta selitettiin.", no: true},
		{line: "Само за абонати на топлата вода цената остава същата.", no: true},
		{line: "로그인 후 이용해 주세요", want: article.KindNewsletter},
		{line: "로그인 후 이용자들은 새 요금표를 볼 수 있다.", no: true},
		{line: "유료 회원 전용 서비스가 다음 달에 시작된다.", no: true},
		{line: "会員限定", want: article.KindNewsletter},
		{line: "会員限定の路線図を市は来月から配る。", no: true},
		{line: "無料会員登録者は三万人を超えた。", no: true},
		{line: "订阅后即可阅读全文", want: article.KindNewsletter},
		{line: "订阅后退款的读者上月增加了一倍。", no: true},
		{line: "会员专享票价下月取消。", no: true},
		{line: "Your email address will not be published. Required fields are marked *", want: article.KindComments},
		{line: "Schreibe einen Kommentar", want: article.KindComments},
		{line: "Ваш адрес email не будет опубликован. Обязательные поля помечены *", want: article.KindComments},
		{line: "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", want: article.KindComments},
		{line: "メールアドレスが公開されることはありません。 ※ が付いている欄は必須項目です", want: article.KindComments},
		{line: "发表评论", want: article.KindComments},
		{line: "Source link", want: article.KindSourceLink},
		{line: "Link alla fonte", want: article.KindSourceLink},
		{line: "رابط المصدر", want: article.KindSourceLink},
		{line: "READ MORE: Choir wins regional prize", want: article.KindRelated},
		{line: "Lesen Sie auch: Chor gewinnt Preis der Region", want: article.KindRelated},
		{line: "À lire aussi : La chorale remporte le prix régional", want: article.KindRelated},
		{line: "Lee también: El coro gana el premio regional", want: article.KindRelated},
		{line: "Leggi anche", want: article.KindRelated},
		{line: "Leia também: Coro vence prêmio regional", want: article.KindRelated},
		{line: "Lees ook: Koor wint regionale prijs", want: article.KindRelated},
		{line: "Читайте также: Хор получил приз", want: article.KindRelated},
		{line: "إقرأ أيضاً: فوز جوقة المدرسة", want: article.KindRelated},
		{line: "相关阅读：合唱团获奖", want: article.KindRelated},
		{line: "関連記事", want: article.KindRelated},
		{line: "Sign up for our daily newsletter", want: article.KindNewsletter},
		{line: "▶ Share this article", want: article.KindShare},
		{line: "Share on Facebook", want: article.KindShare},
		{line: "\u00a0 Next\u00a0Previous ", want: article.KindNavigation},
		{line: "Tags: ferries, islands", want: article.KindNavigation},
		{line: "We use cookies to improve your experience.", want: article.KindCookies},
		{line: "Copyright 2031 Norwave Press Agency. All rights reserved. This material may not be published.", want: article.KindCopyright},
		{line: "© Norwave, nwv:310614-99-12345/2", want: article.KindCopyright},
		{line: "Photo: Joost Hemmel", want: article.KindCaption},
		{line: "FILE - In this June 3, 2030, file photo, the ferry Aurelia leaves Sandhaven.", want: article.KindCaption},
		{line: "Orchard growers expect smallest pear harvest since drought decade", want: article.KindRelated},

		{line: "Thaw in talks", no: true},
		{line: "What the island council wants from the ferries next winter", no: true},
		{line: "Orchard growers expect smallest pear harvest since drought decade.", no: true},
		{line: "By Lena Brodie and Joost Hemmel for the Harbour Courier newspaper", no: true},
		{line: "SANDHAVEN (NWV) - Orchard growers expect smallest pear harvest", no: true},
		{line: "Comments that the mayor made were not repeated on Monday evening.", no: true},
		{line: "Related costs rose by a third.", no: true},
		{line: "He read more books than anybody else in the village library.", no: true},
		{line: "They share the house.", no: true},
		{line: "share.", no: true},
		{line: "Photographs were shown to the jury.", no: true},
		{line: "- pears, orchard growers, harvest, drought, decade, smallest", no: true},
		{line: "市长出席了仪式", no: true},
		{line: "قال الوزير إن العبارات ستستمر في العمل خلال الشتاء المقبل دون توقف", no: true},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			a := article.Article{Title: "Keep the ferries running", Text: storyA + "\n\n" + tt.line + "\n\n" + storyB + "\n\n" + storyC}
			got := markFurniture(nil, &a)
			checkMarks(t, a.Text, got)
			switch {
			case tt.no && len(got) > 0:
				t.Errorf("%q is marked as %v; want text", a.Text[got[0].Start:got[0].End], got[0].Kind)
			case !tt.no && (len(got) != 1 || got[0].Kind != tt.want || a.Text[got[0].Start:got[0].End] != tt.line):
				t.Errorf("marks %+v; want the line as %v", got, tt.want)
			}
		})
	}
}

func TestMarkFurnitureTail(t *testing.T) {
	a := article.Article{Text: storyA + "\n\n" + storyB + "\n\n\n\nSource link\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\nComment\nNick\nRemember me next time\n"}
	a.Furniture = markFurniture(nil, &a)
	want := []string{
		"source-link: Source link", "comments: Leave a Reply",
		"comments: Your email address will not be published. Required fields are marked *",
		"comments: Comment", "comments: Nick", "comments: Remember me next time",
	}
	if diff := cmp.Diff(want, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
}

func TestMarkFurnitureList(t *testing.T) {
	a := article.Article{Text: storyA + "\n\nRelated stories\n\nChoir wins regional prize\nKeeper retires after forty years\n\n" + storyB}
	a.Furniture = markFurniture(nil, &a)
	want := []string{"related: Related stories", "related: Choir wins regional prize", "related: Keeper retires after forty years"}
	if diff := cmp.Diff(want, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
}

func TestMarkFurnitureListUnspaced(t *testing.T) {
	a := article.Article{Text: storyA + "\n\n合わせて読みたい\n\n首都で自転車窃盗団を逮捕\n灯台守が四十年で引退へ\n短い\n\n" + storyB}
	a.Furniture = markFurniture(nil, &a)
	want := []string{"related: 合わせて読みたい", "related: 首都で自転車窃盗団を逮捕", "related: 灯台守が四十年で引退へ"}
	if diff := cmp.Diff(want, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
}

// TestMarkFurnitureRanking has a list of the article below a word that sites use as a heading too.
func TestMarkFurnitureRanking(t *testing.T) {
	a := article.Article{Text: storyA + "\n\nランキング\n\n一位は北の岬の灯台と博物館\n二位は港の朝市と古い倉庫\n\n" + storyB}
	a.Furniture = markFurniture(nil, &a)
	if diff := cmp.Diff([]string{"related: ランキング"}, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
}

func TestMarkFurnitureWrapped(t *testing.T) {
	a := article.Article{Text: "The company said that it would pay a dividend of ten cents a\nshare.\n    It declined to say more, and a spokesman refused to make any\ncomment.\n"}
	if got := markFurniture(nil, &a); len(got) > 0 {
		t.Errorf("hard-wrapped prose is marked: %+v", got)
	}
}

func TestMarkFurnitureKeeps(t *testing.T) {
	a := article.Article{Text: "Caption here\n" + storyA + "\nSource link\n" + storyB + "\nShare this article"}
	i := strings.Index(a.Text, "Source")
	known := []article.Furniture{{Start: 0, End: 12, Kind: article.KindCaption}, {Start: i, End: i + 11, Kind: article.KindOther}}
	a.Furniture = markFurniture(slices.Clone(known), &a)
	checkMarks(t, a.Text, a.Furniture)
	want := []string{"caption: Caption here", "other: Source link", "share: Share this article"}
	if diff := cmp.Diff(want, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
}

// TestPhraseTables holds that each phrase is written as lines are normalised,
// without which it can never match.
func TestPhraseTables(t *testing.T) {
	for i, rows := range [][]phraseRow{slices.Concat(wholeLines, moreLines), slices.Concat(lineOpenings, moreOpenings)} {
		for _, row := range rows {
			for p := range strings.SplitSeq(row.list, "|") {
				p = strings.TrimSpace(p)
				p += [...]string{"", " 12"}[i]
				got, ok := phrase{}, mayBePhrase(p)
				if ok {
					got, ok = matchPhrase(normLine(nil, p))
				}
				if !ok || got.kind != row.kind {
					t.Errorf("%q: matched %v as %v, want %v", p, ok, got.kind, row.kind)
				}
			}
		}
	}
}

func FuzzMarkFurniture(f *testing.F) {
	f.Add("", "")
	f.Add("\n\n\n", "x")
	f.Add("Leave a Reply\n"+strings.Repeat("x\n", 2000), "")
	f.Add(strings.Repeat("Related stories\n", 500), "Related")
	f.Add(storyA+"\nOrchard growers expect smallest pear harvest since drought decade\n"+storyB, "title")
	f.Add(strings.Repeat(storyA+"\nOrchard growers expect smallest pear harvest since drought decade\n", 30), "")
	f.Add("***\n[[[\n©\n(\n\u3002\n：\nFILE\nFILE - \n\u00a0\n\u200b", "©")
	f.Add("\xe3\x80\nread more:\nread more:x\n\xff\xff\xff", "")
	f.Fuzz(func(t *testing.T, text, title string) {
		a := article.Article{Text: cleanText(text), Title: title}
		got := markFurniture(nil, &a)
		checkMarks(t, a.Text, got)
		if again := markFurniture(slices.Clone(got), &a); len(again) < len(got) {
			t.Errorf("marking again loses marks: %d, then %d", len(got), len(again))
		}
	})
}

// BenchmarkMarkFurniture measures the usual case: eight long paragraphs.
func BenchmarkMarkFurniture(b *testing.B) {
	para := strings.Repeat(storyB+" ", 4)[:449] + "."
	a := article.Article{Text: strings.Repeat(para+"\n\n", 8)}
	for _, lines := range []int{0, 2} {
		a.Text += strings.Repeat("Thaw in talks\n\n", lines)
		b.Run(fmt.Sprintf("short lines %d", lines), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(a.Text)))
			var marks []article.Furniture
			for b.Loop() {
				marks = markFurniture(marks[:0], &a)
			}
		})
	}
}
