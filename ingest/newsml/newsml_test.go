package newsml

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item/itemtest"
)

func readAll(t testing.TB, doc string) []*format.Item {
	return itemtest.Collect(t, func(yield func(*format.Item) bool) error {
		return Read(context.Background(), strings.NewReader(doc), yield)
	})
}

func TestRead(t *testing.T) {
	tests := []struct{ name, doc, want string }{
		{"usable", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML contenttype="text/html"><html><head><title>t</title></head><body><p>A</p></body></html></inlineXML></contentSet></newsItem>`, "usable H: <p>A</p>\n"},
		{"cancelled", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:canceled"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML><html><body><p>A</p></body></html></inlineXML></contentSet></newsItem>`, "cancelled H: <p>A</p>\n"},
		{"cancelled without text", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:canceled"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet></contentSet></newsItem>`, "cancelled H: H\n"},
		{"withheld", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:withheld"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineData>A</inlineData></contentSet></newsItem>`, "withheld H: A\n"},
		{"embargo without a time", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><embargoed/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineData>A</inlineData></contentSet></newsItem>`, "usable H: A\n"},
		{"picture", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:picture"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML><html><body>caption</body></html></inlineXML></contentSet></newsItem>`, "skip picture\n"},
		{"package with a text", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:composite"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineData>A</inlineData></contentSet></newsItem>`, "usable H: A\n"},
		{"data", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML contenttype="application/sportsml+xml"><sports-content><team>x</team></sports-content></inlineXML></contentSet></newsItem>`, "skip data\n"},
		{"NITF inside", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body><body.content><p>A</p></body.content></body></nitf></inlineXML></contentSet></newsItem>`, "usable H: <p>A</p>\n"},
		{"NITF without its root", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML contenttype="application/ttnitf+xml"><BODY><P>A</P></BODY></inlineXML></contentSet></newsItem>`, "usable H: <p>A</p>\n"},
		{"HTML in plain text", `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineData contenttype="text/plain"><![CDATA[<p>A &amp; B</p>]]></inlineData></contentSet></newsItem>`, "usable H: A & B\n"},
		{"message", "<newsMessage><header/><itemSet>" + `<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineData>A</inlineData></contentSet></newsItem>` + "<conceptItem/><planningItem/></itemSet></newsMessage>", "usable H: A\nskip concept\nskip planning item\n"},
		{"message without items", "<newsMessage><header/><itemSet/></newsMessage>", ""},
		{"cut", "<newsMessage><itemSet><newsItem guid='a'><itemMeta>", "reject the element newsitem is not complete: the file ends within it\n"},
		{"NewsML 1", `<NewsML><NewsItem><NewsManagement><Status FormalName="Canceled"/></NewsManagement><NewsComponent><NewsLines><HeadLine>H</HeadLine></NewsLines><ContentItem><DataContent>&lt;p&gt;A&lt;/p&gt;</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>`, "cancelled H: <p>A</p>\n"},
		{"NewsML 1, two languages", `<NewsML><NewsItem><NewsComponent><NewsComponent><NewsLines><HeadLine>H</HeadLine></NewsLines><ContentItem><DataContent>A</DataContent></ContentItem></NewsComponent><NewsComponent><NewsLines><HeadLine>I</HeadLine></NewsLines><ContentItem><DataContent>B</DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>`, "usable H: A\nusable I: B\n"},
		{"NewsML 1, embargoed", `<NewsML><NewsItem><NewsManagement><Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/><DateAndTime>20240505T100000Z</DateAndTime></StatusWillChange></NewsManagement><NewsComponent><ContentItem><DataContent>A</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>`, "withheld : A\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := itemtest.Summary(readAll(t, tt.doc))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzRead checks that every file is read to its end.
func FuzzRead(f *testing.F) {
	f.Add(`<newsItem guid="a"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML><html><body><p>A</p></body></html></inlineXML></contentSet></newsItem>`)
	f.Add(`<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>H</HeadLine></NewsLines><ContentItem><DataContent>A</DataContent></ContentItem></NewsComponent></NewsItem>`)
	f.Fuzz(func(t *testing.T, doc string) { readAll(t, doc) })
}
