package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// An uploadLine is the result for one record of a batch.
type uploadLine struct {
	Record  int64   `json:"record"` // its number in the batch, from 1
	ID      *string `json:"id"`     // null: a rejected record without an id
	Outcome string  `json:"outcome"`
	Reason  string  `json:"reason,omitempty"`
}

// An uploadEnd is the last line of the answer to a batch.
type uploadEnd struct {
	Done     bool   `json:"done"` // false: records after the last one named here may not be stored
	Read     int64  `json:"read"`
	Stored   int64  `json:"stored"`
	Known    int64  `json:"known"`
	Revised  int64  `json:"revised"`
	KeptOut  int64  `json:"kept_out"` // blocked since they were deleted
	Rejected int64  `json:"rejected"`
	Error    string `json:"error,omitempty"`
}

// An upload is a batch of articles that is being stored.
type upload struct {
	s     *Server
	w     http.ResponseWriter
	ctl   *http.ResponseController
	out   *bufio.Writer
	batch *dedup.Batch
	may   sendBounds
	end   uploadEnd
	n     int64 // number of records
	begun bool  // the answer was started
}

// postArticles stores a stream of JSON Lines. When an article is on disk, it is acknowledged with a line.
func (s *Server) postArticles(w http.ResponseWriter, r *http.Request) {
	if t := r.Header.Get("Content-Type"); !jsonLines(t) {
		s.fail(w, fmt.Errorf("%w %q: send JSON Lines, as application/x-ndjson", errType, short(t)))
		return
	}
	body, end, err := s.body(w, r, s.bounds(r).batch)
	if err != nil {
		s.fail(w, err)
		return
	}
	defer end()
	u := &upload{s: s, w: w, ctl: http.NewResponseController(w), batch: dedup.NewBatch(), may: s.bounds(r)}
	u.out = bufio.NewWriter(w)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.stopped, cancel)()
	u.finish(u.run(ctx, body))
}

// jsonLines reports whether a content type can be JSON Lines.
func jsonLines(t string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(t), ";")
	switch strings.TrimSpace(kind) {
	case "", "application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/json", "application/jsonlines",
		"application/octet-stream", "application/x-www-form-urlencoded": // curl sends the last two for any data
		return true
	}
	return false
}

// run stores the batch in chunks.
func (u *upload) run(ctx context.Context, body io.Reader) error {
	u.writeWithin(0) // the connection's own limit counts from the start of the request
	watched := &watchedReader{r: body}
	src := ingest.Open([]string{"-"}, watched, ingest.Options{Format: "jsonl", MaxLine: u.may.record, MaxFile: u.may.batch})
	defer func() { _ = src.Close() }()
	var c ingest.Chunk
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := src.Next(&c)
		if errors.Is(err, io.EOF) {
			return watched.err
		}
		if err != nil {
			return inputError(err)
		}
		if err := u.batch.Fill(&c); err != nil {
			return inputError(err)
		}
		if watched.err != nil && !u.begun && u.batch.Empty() {
			return watched.err
		}
		u.duplex(watched)
		if err := u.s.intake.Add(ctx, u.batch); err != nil {
			return err
		}
		if err := u.acknowledge(); err != nil {
			return err
		}
	}
}

// duplex lets the answer start before the whole body has been read. The connection closes after such an
// answer, because net/http does not reuse a connection with an unread body.
func (u *upload) duplex(body *watchedReader) {
	if !u.begun && !body.ended {
		_ = u.ctl.EnableFullDuplex() // HTTP/2 always allows it
		u.w.Header().Set("Connection", "close")
	}
}

// A watchedReader remembers the error that ended a body. A reader of records treats an error like the end
// of the input.
type watchedReader struct {
	r     io.Reader
	err   error
	ended bool
}

func (w *watchedReader) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	w.ended = w.ended || err != nil
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = inputError(err)
	}
	return n, err
}

// begin sends the head of the answer.
func (u *upload) begin() {
	if !u.begun {
		u.begun = true
		u.w.Header().Set("Content-Type", "application/x-ndjson")
		u.w.WriteHeader(http.StatusOK)
	}
}

// writeWithin limits how long the sender may take to receive what is written. 0 means no limit, while
// nothing is written.
func (u *upload) writeWithin(d time.Duration) {
	var at time.Time
	if d > 0 {
		at = time.Now().Add(d)
	}
	_ = u.ctl.SetWriteDeadline(at) // only connections in tests have no deadlines
}

// acknowledge sends the results of the batch's records.
func (u *upload) acknowledge() error {
	u.begin()
	u.writeWithin(u.may.idle)
	defer u.writeWithin(0)
	enc := json.NewEncoder(u.out)
	for i := range u.batch.Results {
		x := &u.batch.Results[i]
		u.n++
		line := uploadLine{Record: u.n, Outcome: x.Outcome, Reason: x.Reason}
		if x.ID != "" {
			line.ID = &x.ID
		}
		u.count(x.Outcome)
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	if err := u.out.Flush(); err != nil {
		return err
	}
	return u.ctl.Flush()
}

func (u *upload) count(outcome string) {
	u.s.metrics.articles.WithLabelValues(outcome).Inc()
	switch outcome {
	case "stored":
		u.end.Stored++
	case "known":
		u.end.Known++
	case "revised":
		u.end.Revised++
	case "kept_out":
		u.end.KeptOut++
	default:
		u.end.Rejected++
		return
	}
	u.end.Read++
}

// finish sends the last line, or an error if nothing was sent.
func (u *upload) finish(err error) {
	if err != nil && !u.begun {
		u.s.fail(u.w, err)
		return
	}
	u.begin()
	u.end.Done = err == nil
	if err != nil {
		u.end.Error = err.Error()
		if statusOf(err) == http.StatusInternalServerError {
			u.s.logf("%v", err)
		}
	}
	u.writeWithin(u.may.idle)
	if json.NewEncoder(u.out).Encode(u.end) == nil {
		_ = u.out.Flush()
	}
}

// getArticle answers with one article, its source and the owners of its text.
func (s *Server) getArticle(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	err := s.report(r, view.Query{Article: r.PathValue("id")}, &oneArticle{report.JSON{Out: &b}})
	s.raw(w, &b, err)
}

// raw answers with encoded JSON.
func (s *Server) raw(w http.ResponseWriter, b *bytes.Buffer, err error) {
	if err == nil && b.Len() == 0 {
		err = view.ErrUnknown
	}
	if err != nil {
		s.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b.Bytes())
}

// report renders one article or cluster. An article that no run has seen is rendered without conclusions.
func (s *Server) report(r *http.Request, q view.Query, to report.Renderer) error {
	err := view.Report(r.Context(), s.st, q, "", to)
	if !errors.Is(err, view.ErrNotLinked) {
		return errors.Join(err, to.End())
	}
	var v report.ArticleView
	sum := report.Summary{}
	err = s.st.View(func(x *store.View) error {
		d, ok := x.Lookup(q.Article)
		if !ok {
			return view.ErrUnknown
		}
		a, err := x.Article(d)
		v.Article = a.Clone()
		sum.Generation, sum.Articles = x.Generation(), x.LiveDocs()
		return err
	})
	if err != nil {
		return err
	}
	if v.Article.Status.Blocked() {
		v.Article.Text, v.Article.Furniture = "", nil
	}
	return errors.Join(to.Summary(sum), to.Article(&v), to.End())
}

// A oneArticle writes only the line of an article.
type oneArticle struct{ report.JSON }

// Summary does nothing.
func (o *oneArticle) Summary(report.Summary) error { return nil }

// Cluster does nothing.
func (o *oneArticle) Cluster(*report.ClusterView) error { return nil }

// A oneCluster writes only the line of a cluster.
type oneCluster struct{ report.JSON }

// Summary does nothing.
func (o *oneCluster) Summary(report.Summary) error { return nil }
